#pragma once
#include "CVisionScenes.h"
