# One command each; CONTRIBUTING.md says more.
MVN = ./mvnw -B -ntp

.PHONY: build test interop bench fuzz lint format peers clean

build: ## compile, package and prepare ./demarc
	tools/build

peers: ## install the real peers that the tests use (Debian, root)
	tools/peers

test: ## unit tests, simulations, sockets, the program itself
	$(MVN) verify

bench: build ## beside Kamailio and rtpengine: CPU for each call and packet, parsing, start-up, memory
	tools/peers bench
	$(MVN) -q -pl bench -am -DskipTests -Dspotless.check.skip=true package
	bench/side/compare.py

fuzz: ## every fuzz test for a minute (FUZZ_ROUNDS=10 for longer)
	tools/fuzz

interop: peers ## SIPp, Kamailio and baresip against the running program; not yet part of `test`
	$(MVN) -Pinterop -pl interop -am verify

lint: ## formatting and compiler checks
	$(MVN) -q test-compile spotless:check

format: ## write the house style into the sources
	$(MVN) -q spotless:apply

clean:
	$(MVN) -q clean
