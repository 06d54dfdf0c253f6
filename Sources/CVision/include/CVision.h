// The one place where OpenCV's C++ types stop: plain C functions on opaque handles.
//
// Every function that can fail returns 0 when it is done and 1 when not; cvision_message() then says why. No C++
// exception leaves this module. A handle is used by one thread at a time and belongs to no particular thread.
#pragma once
#include "CVisionStatus.h"
#include "CVisionPicture.h"
#include "CVisionGlance.h"
#include "CVisionNet.h"
#include "CVisionWinograd.h"
#include "CVisionScenes.h"
#include "CVisionVideo.h"
#include "CVisionCalibration.h"
