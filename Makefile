# Everything a person or CI does here is one of these targets; each line that begins with two hashes is the manual.
SHELL := /bin/sh
PYTHON ?= python3
ARGS ?=
.DEFAULT_GOAL := help
.PHONY: help run up down status agree backup restore purge clean test check bench proto access settings locks sbom audit twice

LOCAL := $(PYTHON) deploy/local/bootstrap.py local
DEV := $(PYTHON) deploy/local/bootstrap.py dev

## help       this page
help:
	@sed -n 's/^## /  make /p' $(MAKEFILE_LIST)
	@echo
	@echo '  ARGS="…" is passed on: make test ARGS="tests/e2e -k story_04"'
	@echo '  RT_HOME and RT_PORT_… move where data lie and ports listen; .env.example names every setting'

## run        start everything; Ctrl-C stops it, the data are kept
run:
	@exec $(LOCAL) -m deploy.local run $(ARGS)

## up         the same in the background
up:
	@$(LOCAL) -m deploy.local up $(ARGS)

## down       stop what runs in the background
down:
	@$(LOCAL) -m deploy.local down $(ARGS)

## status     tell what runs
status:
	@$(LOCAL) -m deploy.local status $(ARGS)

## agree      list what a registrar proposed and waits for a second person; be that person (ARGS="ID", ARGS="ID --drop")
agree:
	@$(LOCAL) -m deploy.local agree $(ARGS)

## backup     write its data and, apart, its keys, while it runs (ARGS="--data FOLDER --keys ANOTHER")
backup:
	@$(LOCAL) -m deploy.local backup $(ARGS)

## restore    fill an empty RT_HOME from a backup (ARGS="--data FILE --keys FILE")
restore:
	@$(LOCAL) -m deploy.local restore $(ARGS)

## purge      make the bytes of erased texts leave databases, log and topics now; name backups that hold them
purge:
	@$(LOCAL) -m deploy.local purge $(ARGS)

## clean      delete all data of the stack, after asking (ARGS=--all: downloads, installed packages and backups, too)
clean:
	@$(LOCAL) -m deploy.local clean $(ARGS)

## test       run every test, beside a running stack if there is one (ARGS="-n0 …": in one process, as a debugger wants it)
test:
	@$(DEV) -m pytest -n auto --maxprocesses 4 $(ARGS)

## check      lint, types, imports, protos, generated files, settings, documents
check:
	@$(DEV) -m deploy.local.checks $(ARGS)

## bench      measure against the limit of this very machine (ARGS="--profile full --json FILE")
bench:
	@$(DEV) -m tests.bench $(ARGS)

## proto      generate proto/gen and the documents that follow from protos and domain
proto:
	@$(DEV) proto/generate.py && $(DEV) proto/document.py && $(DEV) -m deploy.local transitions && $(DEV) -m deploy.local covered

## access     ask the services who may call what, and write it for people to read (ARGS="-k StatePosition": one RPC)
access:
	@$(DEV) -m pytest tests/access -n 2 -q --write-access $(ARGS) && $(DEV) -m tests.access.document

## settings   write .env.example from the settings classes
settings:
	@$(DEV) -m deploy.local env-example

## locks      resolve all dependencies anew: requirements/*.txt, the lists of jars, the SBOM (ARGS=--upgrade)
locks:
	@$(DEV) -m deploy.local.locks $(ARGS) && $(DEV) -m deploy.local.sbom

## sbom       write from the locks what the product is made of: sbom.cdx.json
sbom:
	@$(DEV) -m deploy.local.sbom

## twice      install the locks twice into empty folders, and compare what lies there to the byte
twice:
	@$(DEV) -m deploy.local.twice

## audit      ask OSV for known vulnerabilities of all of it; fails, too, when nothing could be asked (ARGS="--osv ADDRESS")
audit:
	@$(DEV) -m deploy.local.audit $(ARGS)
