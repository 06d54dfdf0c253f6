#pragma once
#include "CVisionVideo.h"
