# make demo    everything at once: install, build, play recorded lorries, show the guard's page
# make test    all tests, in a debug build
# make check   what a reviewer would ask: layout, warnings, shell scripts, the contracts
# make build   the release build
# make prove   the proofs of "nothing lost, nothing twice" at full size: hours
# make prove-cameras   100 pulled cables and every fault at the agent itself, in the emulated machine
# make bench-recognition   read rates on real and drawn pictures: PLATE_DATA=DIR DRAWN=N RAPIDOCR=1
# make prove-evaluation    that the read rates tell a bad model from a good one, each model in turn
# make prove-plates        thousands of drawn plates of every kind, read back: PLATES=N
# make prove-drives        random vehicles drive through the lane, alone and in queues; what its passages can be relied on for: DRIVES=N
# make fuzz                the picture decoder's front door, guided by coverage: SECONDS_OF_FUZZING=N
# make models  trains all models anew, resumable: PLATE_DATA=DIR WORK=DIR
# make models-short        the same with a five-hundredth of everything: whether the chain holds

SHELL := /bin/bash
PLATE_DATA ?= ../shared/data
export PLATE_DATA

DRAWN ?= 1000
PLATES ?= 3000
DRIVES ?= 150
SECONDS_OF_FUZZING ?= 300

.PHONY: demo build test check prove prove-cameras bench-recognition prove-evaluation prove-plates prove-drives fuzz models models-short format clean

TEST := OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 OPENCV_IO_MAX_IMAGE_PIXELS=100000000 swift test --skip-build
# Programs, cameras, browsers and proofs that hold real seconds to a limit: one after the other, or they starve one another.
BY_THEMSELVES := ProgramTests|ProofTests|StreamTests|NetworkCameraTests|BrowserTests|HostilePlatformTests|RecoveryTests
# Tests that compute for minutes. Beside them on a small machine a request waits longer than any client does.
COMPUTING := ^(RecognitionTests|StationTests|ScenesTests|CalibrationTests)[.]

demo:
	@.ci/setup run
	swift build -c release --product gate-agent
	swift build -c release --product platform-simulator
	.build/release/gate-agent demo

build:
	@.ci/setup build
	swift build -c release

test:
	@.ci/setup test
	swift build --build-tests
	$(TEST) --skip '$(COMPUTING)|$(BY_THEMSELVES)'
	$(TEST) --filter '$(COMPUTING)'
	$(TEST) --no-parallel --filter '$(BY_THEMSELVES)'
	Tests/Fuzz/run.sh prove
	KERNEL_PULLS=20 Tests/Kernel/test.sh
	Tests/Kernel/power-cut.sh

prove-cameras:
	@.ci/setup test
	swift build -c release --product gate-agent
	swift build --build-tests
	AGENT_FAULTS=full KERNEL_PULLS=100 KERNEL_TEST_LIMIT=1800 Tests/Kernel/test.sh

prove:
	@.ci/setup test
	swift build --build-tests
	PROVE=full PROVE_SEQUENCES=10000 PROVE_DAMAGE=1000 swift test --skip-build \
	  --filter 'ProofTests|HostilePlatformTests|RecoveryTests'
	CUTS=200 Tests/Kernel/power-cut.sh

check:
	@.ci/setup test
	.ci/check

bench-recognition:
	@.ci/setup run
	swift build -c release --product gate-agent
	swift build -c release --product scene-painter
	models/evaluate --drawn $(DRAWN) $(if $(RAPIDOCR),--rapidocr)

prove-evaluation:
	@.ci/setup run
	swift build -c release --product gate-agent
	swift build -c release --product scene-painter
	models/evaluation/prove.py

WORK ?= .build/models
models:
	@.ci/setup train
	swift build -c release --product gate-agent
	swift build -c release --product scene-painter
	models/training/run.sh "$(abspath $(WORK))" "$(abspath $(WORK))/finished"
	@echo "The finished files are in $(WORK)/finished: measure them with GATE_AGENT_MODELS, then copy them into models/."

models-short:
	@.ci/setup train
	swift build -c release --product gate-agent
	swift build -c release --product scene-painter
	rm -rf "$(abspath $(WORK))-short"
	SHORT=1 models/training/run.sh "$(abspath $(WORK))-short" "$(abspath $(WORK))-short/finished"

prove-plates:
	@.ci/setup test
	swift build --build-tests
	GATE_TEST_PLATES=$(PLATES) OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 swift test --skip-build --filter DrawnFigureTests

prove-drives:
	@.ci/setup test
	swift build --build-tests
	GATE_TEST_DRIVES=$(DRIVES) OMP_NUM_THREADS=1 OMP_THREAD_LIMIT=1 swift test --skip-build --filter DriveFigureTests

fuzz:
	@.ci/setup build
	Tests/Fuzz/run.sh prove
	Tests/Fuzz/run.sh $(SECONDS_OF_FUZZING)

format:
	swift format -i -r Sources Tests Package.swift

clean:
	rm -rf .build
