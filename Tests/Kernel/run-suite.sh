#!/bin/bash
# In the emulated machine: the driver suite of the test bundle.
exec "$1" --testing-library swift-testing --filter CameraTests.DriverTests
