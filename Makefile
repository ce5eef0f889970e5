# bongsu: what can be done here. `make help` lists it.
SHELL := bash
GO ?= go
BIN := bin
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GOLANGCI := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
FUZZTIME ?= 20000x
KILLS ?= 50
DIRS := cmd cbc dispatcher interop simulator templates
export CGO_ENABLED ?= 0

# What CI runs, in this order.
STEPS := test race lint fuzz build demo-once chaos interop e2e

.PHONY: help build demo demo-once test race lint fuzz bench check chaos interop e2e ci clean

help: ## list the targets
	@grep -E '^[a-z0-9]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

build: ## build bin/bongsu and bin/bongsu-sim
	@mkdir -p $(BIN)
	$(GO) build -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o $(BIN)/ ./cmd/bongsu ./cmd/bongsu-sim

demo: build ## the whole road, from an event on Kafka to pretended phones, live
	$(BIN)/bongsu-sim demo

test: ## all tests
	$(GO) test ./...

race: ## all tests with the race detector; brings a C compiler where there is none
	@command -v cc gcc >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends gcc libc6-dev; }
	CGO_ENABLED=1 $(GO) test -race ./...

lint: ## vet, format and golangci-lint
	$(GO) vet ./... && $(GO) vet -tags interop ./interop/...
	@test -z "$$(gofmt -l $(DIRS))" || { gofmt -l $(DIRS); exit 1; }
	$(GO) run $(GOLANGCI) run ./...

fuzz: ## every fuzz target, FUZZTIME inputs each (20000x)
	@set -e; for p in $$($(GO) list ./...); do \
	  for f in $$($(GO) test -list '^Fuzz' $$p | grep '^Fuzz' || true); do \
	    echo "$$p $$f"; $(GO) test -run '^$$' -fuzz "^$$f$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 10x $$p; done; done

bench: build ## the figures of docs/figures.md, with their floors, on this machine
	$(BIN)/bongsu-sim bench
	cd bench/s2 && $(GO) run .
	cd bench/smpp && $(GO) run .
	$(GO) test -run '^$$' -bench 'Parse|Write' ./cbc/cap

chaos: build ## KILLS (50) times kill -9 at the moments that matter, then compare what is on air
	$(BIN)/bongsu-sim chaos --kills $(KILLS)

interop: ## real peers: brings what it can of them, skips what it cannot; BONGSU_INTEROP=must forbids that
	$(GO) test -tags interop -count=1 -timeout 20m -v -skip 'Kafka' ./interop/...

e2e: ## the whole road with Apache Kafka itself, killed on the way: nothing is lost
	$(GO) test -tags interop -count=1 -timeout 20m -v -run 'Kafka' ./interop/...

check: test lint ## what to run before a commit

demo-once: build # the demo without its screen, judged
	$(BIN)/bongsu-sim demo --once --json > $(BIN)/demo.json

ci: export BONGSU_INTEROP := must
ci: FUZZTIME := 3000x
ci: ## what CI runs, and what each step takes
	@set -e; took=; for s in $(STEPS); do \
	  echo "== $$s"; began=$$SECONDS; $(MAKE) --no-print-directory $$s FUZZTIME=$(FUZZTIME); \
	  took="$$took$$(printf '%-10s %5d s' $$s $$((SECONDS - began)))\n"; done; \
	printf "== took\n$$took%-10s %5d s\n" all $$SECONDS

clean: ## remove what was built
	rm -rf $(BIN)
