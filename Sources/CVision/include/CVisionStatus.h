#pragma once

#ifdef __cplusplus
extern "C" {
#endif

/// Why the last call on this thread that failed did so; valid until the next failing call on this thread.
const char *cvision_message(void);

#ifdef __cplusplus
}
#endif
