#pragma once
#include "CVisionPicture.h"
#include <opencv2/core.hpp>

struct cvision_picture {
  cv::Mat grey;
  // The pixels as they came; a view of the caller's memory unless decoded here.
  cv::Mat source, chroma;
  cvision_format format = CVISION_GREY;
  // Where greys are computed, kept between pictures so that a stream allocates once.
  cv::Mat buffer;
};
