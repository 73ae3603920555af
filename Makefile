# make run      install what is missing, build, start the collector with its demo site
# make test     install what is missing for tests, run all of them
# make check    everything a change must pass before its tests: format, imports, web, build
# make build    the release program at .build/release/assent
# make bench    the benchmarks, as ratios against an anchor in the same run; REPORT_EVENTS=10000000 for more reports
# make format   rewrite the sources in the project's format

SWIFT_SOURCES := Package.swift Sources Tests
LISTEN ?= 127.0.0.1:8080
DATA ?= var

.PHONY: run test check build bench format web packages location clean

run: build location
	.build/release/assent serve --demo --data $(DATA) --listen $(LISTEN)

build: packages web
	swift build -c release --product assent

test:
	scripts/install-packages test
	scripts/test

check:
	scripts/install-packages test
	web/build.sh
	web/check.sh
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)
	scripts/check-imports
	swift build --build-tests

bench: build location
	scripts/install-packages bench
	swift build -c release --product bench-events
	Benchmarks/run
	Benchmarks/reports

packages:
	@scripts/install-packages run

web: packages
	@web/build.sh

location: packages
	@scripts/fetch-location-file $(DATA)/location

format:
	swift format format --in-place --parallel --recursive $(SWIFT_SOURCES)

clean:
	rm -rf .build web/dist .venv
