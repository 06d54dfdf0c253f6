#pragma once
#include "CVisionPicture.h"
#include <opencv2/core.hpp>

struct cvision_picture {
  cv::Mat grey;
  // The pixels as they came; a view of the caller's memory unless decoded here.
  cv::Mat source, chroma;
  cvision_format format = CVISION_GREY;
  // Of CVISION_NV12: greys and colours span 256 levels, not 220 (ITU-R BT.601), and Cr comes before Cb, as OpenCV decodes a JPEG.
  bool isFullRange = false;
  // Where pictures are decoded and greys computed, kept between pictures so that a stream allocates once.
  cv::Mat decoded, buffer;
};
