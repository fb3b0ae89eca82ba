"""Who has not trained yet is told so, in one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.training import ROOT

BEFORE_TRAINING = """
import sys
from pathlib import Path
import bot.cli, bot.serving
bot.serving.MODEL = Path(sys.argv.pop())
bot.cli.main()
"""


@pytest.mark.parametrize("command", ["serve", "chat"])
def test_without_a_model_the_remedy_is_named_and_nothing_else(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", BEFORE_TRAINING, command, str(tmp_path / "yidi.tar.gz")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "make train" in done.stderr
    assert len((done.stdout + done.stderr).strip().splitlines()) == 1
