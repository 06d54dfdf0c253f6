#include "CVision.h"
#include <opencv2/core.hpp>
