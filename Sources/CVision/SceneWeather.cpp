// Rain between the camera and the scene.
#include "SceneShapes.h"
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

using namespace cvision;

extern "C" int cv_scene_rain(CVScenePicture picture, float amount, uint64_t seed) {
  return guarded([&] {
    cv::Mat target = mat(picture);
    if (amount <= 0) return;
    Random random{seed};
    const float scale = float(picture.height) / 720.f;
    // Haze: rain between the camera and what it sees lifts the dark parts.
    cv::Mat haze(1, 256, CV_8U);
    for (int i = 0; i < 256; i++)
      haze.at<uint8_t>(0, i) = cv::saturate_cast<uint8_t>(float(i) * (1 - 0.22f * amount) + 26.f * amount);
    cv::LUT(target, haze, target);
    cv::Mat streaks(picture.height, picture.width, CV_8U, cv::Scalar(0));
    const float slant = random.in(-0.25f, 0.25f);
    const int count = int(900 * amount);
    for (int i = 0; i < count; i++) {
      const float x = random.in(-20, float(picture.width) + 20), y = random.in(-60, float(picture.height));
      const float length = random.in(8, 46) * scale;
      cv::line(streaks, cv::Point(int(x * 8), int(y * 8)),
               cv::Point(int((x + slant * length) * 8), int((y + length) * 8)),
               cv::Scalar(random.in(25, 110)), random.unit() < 0.15f ? 2 : 1, cv::LINE_AA, 3);
    }
    cv::blur(streaks, streaks, cv::Size(1, 3));
    for (int y = 0; y < picture.height; y++) {
      uint8_t *out = target.ptr<uint8_t>(y);
      const uint8_t *s = streaks.ptr<uint8_t>(y);
      for (int x = 0; x < picture.width; x++, out += 3) {
        if (!s[x]) continue;
        for (int c = 0; c < 3; c++) out[c] = uint8_t(out[c] + (215 - out[c]) * s[x] / 320 * (out[c] < 215));
      }
    }
    // Drops on the glass show what is behind them blurred and upside down; small ones just smear.
    const int drops = int(14 * amount * random.unit());
    for (int i = 0; i < drops; i++) {
      const int r = int(random.in(5, 18) * scale);
      const int cx = int(random.in(0, float(picture.width))), cy = int(random.in(0, float(picture.height)));
      cv::Rect box(cx - r, cy - r, 2 * r + 1, 2 * r + 1);
      box &= cv::Rect(0, 0, picture.width, picture.height);
      if (box.width < 4 || box.height < 4) continue;
      cv::Mat patch = target(box), smeared;
      cv::GaussianBlur(patch, smeared, cv::Size(0, 0), std::max(1.5, r * 0.35));
      cv::flip(smeared, smeared, 0);
      cv::Mat mask(box.size(), CV_8U, cv::Scalar(0));
      cv::circle(mask, cv::Point(cx - box.x, cy - box.y), r - 1, cv::Scalar(255), cv::FILLED, cv::LINE_AA);
      smeared.copyTo(patch, mask);
    }
  });
}
