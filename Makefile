# 异地就医助手. `make help` lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv
YIDI := $(VENV)/bin/python -W ignore -m bot.cli
STAMP := $(VENV)/.installed

.PHONY: help run test lint train chat eval bench web

help:  ## 列出可用的命令
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(STAMP) web  ## 安装、需要时训练、在 http://127.0.0.1:5005 提供服务
	@exec $(YIDI) run

test: $(STAMP) web  ## 跑全部测试
	@$(YIDI) train --if-needed
	@$(VENV)/bin/python -W ignore -m pytest -n 2 --dist loadfile

lint: $(STAMP)  ## 检查格式、类型、分层和知识库
	@$(VENV)/bin/ruff format --check -q . && $(VENV)/bin/ruff check -q . && $(VENV)/bin/lint-imports --no-logo && $(VENV)/bin/mypy && $(YIDI) knowledge check

train: $(STAMP)  ## 训练模型
	@$(YIDI) train

chat: $(STAMP)  ## 在终端里对话
	@$(YIDI) train --if-needed
	@exec $(YIDI) chat

eval: $(STAMP)  ## 交叉验证与问题集，报告写到 build/eval/
	@$(YIDI) eval

bench: $(STAMP)  ## 与 rasa init 的默认流水线并排比较
	@$(VENV)/bin/python -W ignore -m benchmarks.compare

web: $(STAMP)
	@PIP="$(CURDIR)/$(VENV)/bin/uv pip" VIRTUAL_ENV="$(CURDIR)/$(VENV)" sh web/build.sh

$(STAMP): requirements.lock pyproject.toml deploy/bootstrap.sh
	@bash deploy/bootstrap.sh $(VENV)
	@touch $@
