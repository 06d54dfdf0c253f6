// From the drawing library's pixels to ours.
#include "SceneShapes.h"
#include <opencv2/imgproc.hpp>

using namespace cvision;

extern "C" int cv_scene_take_bgra(CVScenePicture picture, const uint8_t *bgra, int stride) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    const cv::Mat source(picture.height, picture.width, CV_8UC4, const_cast<uint8_t *>(bgra), size_t(stride));
    cv::cvtColor(source, target, cv::COLOR_BGRA2BGR);
  });
}
