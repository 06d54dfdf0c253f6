// The shim lives in its header; SwiftPM wants a source for a target.
#include "CV4L2.h"
