"""The plain Rasa commands keep working from the repository root, since every Rasa engineer will try them.

The domain is a folder, which Rasa has to be told: `--domain domain`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}


def rasa(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "ignore", "-m", "rasa", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=os.environ | QUIET, text=True, capture_output=True, timeout=300, check=False
    )


@pytest.mark.slow
def test_rasa_finds_nothing_wrong_with_domain_and_data() -> None:
    result = rasa("data", "validate", "--domain", "domain", "--fail-on-warnings")
    assert result.returncode == 0, result.stderr[-3000:]


@pytest.mark.slow
def test_rasa_reads_the_configuration_of_the_action_server() -> None:
    result = rasa("run", "actions", "--help")
    assert result.returncode == 0, result.stderr[-3000:]
