// The transitions of a time zone, read by Abseil's time library from the system's tz database.
#ifndef CTIMEZONES_SHIM_H
#define CTIMEZONES_SHIM_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
    /// The first second of this offset, since 1970-01-01T00:00:00Z.
    int64_t from_s;
    /// Local time minus UTC.
    int32_t offset_s;
} TimeZoneTransition;

/// Fills `transitions` with the offset in force at `from_s` and then each change before `until_s`.
/// Returns how many there are, which may be more than `capacity`, or -1 for a zone nobody knows.
int64_t time_zone_transitions(const char *name, int64_t from_s, int64_t until_s,
                              TimeZoneTransition *transitions, int64_t capacity);

#ifdef __cplusplus
}
#endif
#endif
