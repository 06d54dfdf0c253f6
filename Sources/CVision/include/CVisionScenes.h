#pragma once
#include <stddef.h>
#include <stdint.h>

// What light, weather, lens, sensor and JPEG do to a drawn picture.
//
// A picture is BGR, 8 bits, changed in place. Stains and grain also take BGRX, to work on a picture while it is drawn.
// Points are pixels, pixel centres at whole numbers.
// Every function returns 0, or 1 if OpenCV could not (out of memory, empty picture); the picture is then as it was
// or half done, never out of bounds. The same seed gives the same bytes. Safe on any thread, one picture a thread.

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  uint8_t *bgr;
  int width;
  int height;
  int stride;    // bytes from row to row
  int channels;  // 3, or 4 for stains and grain
} CVScenePicture;

// A light in the picture: an elliptic pool that adds `gain` to the ambient light at its middle.
typedef struct {
  float x, y, radiusX, radiusY;
  float blue, green, red;
} CVSceneLight;

// Something that hides the first `over` reflectors where it is.
typedef struct {
  float quad[8];
  int over;
} CVSceneCover;

// A retroreflecting surface: what lies inside the quad is lit `gain` times as strongly.
typedef struct {
  float quad[8];
  float gain;
} CVSceneReflector;

// Drops the alpha of `bgra` (rows of `stride` bytes) into the picture.
int cv_scene_take_bgra(CVScenePicture picture, const uint8_t *bgra, int stride);

// Stains: noise of `cell` parts across, laid into the quad in perspective, mixed with `bgr` colour up to `strength`.
// `cover` 0…1 is how much of the surface is stained.
int cv_scene_stain(
    CVScenePicture picture, const float quad[8], float strength, float cover, int cells, const uint8_t bgr[3],
    uint64_t seed);

// Fine grain of a rough surface, such as asphalt: darker and lighter by up to `strength` (0…1).
int cv_scene_grain(CVScenePicture picture, const float quad[8], float strength, int cells, uint64_t seed);

// Multiplies by light. `saturation` 0 gives the grey look of infra-red. `vignette` 0…1 darkens the corners.
int cv_scene_light(
    CVScenePicture picture, const float ambientBGR[3], const CVSceneLight *lights, int lightCount,
    const CVSceneReflector *reflectors, int reflectorCount, const CVSceneCover *covers, int coverCount,
    float saturation, float vignette);

// A lamp that looks into the camera: a core, a halo and streaks, added.
int cv_scene_glare(
    CVScenePicture picture, float x, float y, float core, float halo, float strength, const float bgr[3]);

// Falling rain, haze, and drops on the glass before the lens. `amount` 0…1.
int cv_scene_rain(CVScenePicture picture, float amount, uint64_t seed);

// Motion blur of `length` pixels along `angle` radians, then defocus of `radius` pixels.
int cv_scene_blur(CVScenePicture picture, float length, float angle, float radius);

// Sensor noise of `sigma` grey values at mid-tone, part of it shared by neighbouring pixels as after demosaicing.
int cv_scene_noise(CVScenePicture picture, float sigma, uint64_t seed);

// Contrast about mid-grey, then brightness added in grey values, then gamma.
int cv_scene_tone(CVScenePicture picture, float contrast, float brightness, float gamma);

// What a camera writes into its picture: a line of ASCII in `height` pixels, its lower left at (x, y).
int cv_scene_caption(CVScenePicture picture, const char *text, int x, int y, float height, const uint8_t bgr[3]);

// Encodes as JPEG and decodes again in place.
int cv_scene_jpeg_artefacts(CVScenePicture picture, int quality);

// Encodes as JPEG. `*bytes` is to be given back with `cv_scene_free`.
int cv_scene_encode_jpeg(CVScenePicture picture, int quality, uint8_t **bytes, size_t *count);
void cv_scene_free(uint8_t *bytes);

#ifdef __cplusplus
}
#endif
