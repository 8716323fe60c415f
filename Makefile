# One command each; CONTRIBUTING.md says more.
MVN = ./mvnw -B -ntp

.PHONY: build test interop bench load registrations flood renewal proofs fuzz lint format peers clean

build: ## compile, package and prepare ./demarc
	tools/build

peers: ## install the real peers that the tests use (Debian, root)
	tools/peers

test: peers ## everything: formatting, unit tests, simulations, sockets, real peers against the running program
	$(MVN) -q spotless:check
	$(MVN) verify

bench: build ## beside Kamailio and rtpengine: CPU for each call and packet, parsing, start-up, memory
	tools/peers bench
	$(MVN) -q -pl bench -am -DskipTests -Dspotless.check.skip=true package
	bench/side/compare.py

load: build ## 500 calls a second for 30 s and RTP on 200 calls through one cold start; nothing may fail or be left
	tools/peers
	$(MVN) -q -pl bench -am -DskipTests -Dspotless.check.skip=true package
	bench/side/load.py

registrations: build ## 10,000 accounts register, the node is killed, and is ready again with all of them within 3 s
	bench/side/registrations.py

flood: peers ## a minute of floods by strangers, and 50 calls a second beside each: all must be good; who probes for accounts learns nothing
	$(MVN) -q -pl interop -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=FloodIT,RegistrarFloodIT,HoldersIT,EnumerationIT -Ddemarc.flood.seconds=60 -Ddemarc.long=true verify

renewal: peers ## certificates replaced every second for a minute under 50 calls a second over TLS: all must be good
	$(MVN) -q -pl interop -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false -Dit.test=TlsCallsIT -Ddemarc.renewal.seconds=60 -Ddemarc.long=true verify

proofs: ## write down which tests say that they prove which rules of the catalogue
	DEMARC_WRITE_PROOFS=1 $(MVN) -q -pl conformance -am -Dtest=ProofsTest -Dsurefire.failIfNoSpecifiedTests=false verify

fuzz: ## every fuzz test for a minute (FUZZ_ROUNDS=10 for longer)
	tools/fuzz

interop: peers ## of all tests only those with real peers
	$(MVN) -pl interop -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false verify

lint: ## formatting and compiler checks
	$(MVN) test-compile spotless:check

format: ## write the house style into the sources
	$(MVN) -q spotless:apply

clean:
	$(MVN) -q clean
