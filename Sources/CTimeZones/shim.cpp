#include "include/shim.h"

#include <absl/time/time.h>

namespace {

// `noexcept`: an exception must not travel into Swift; without memory the process ends here.
int64_t read_transitions(const char *name, int64_t from_s, int64_t until_s,
                         TimeZoneTransition *transitions, int64_t capacity) noexcept {
    absl::TimeZone zone;
    if (!absl::LoadTimeZone(name, &zone)) return -1;

    int64_t count = 0;
    auto add = [&](absl::Time time) {
        if (count < capacity) {
            transitions[count] = {absl::ToUnixSeconds(time), zone.At(time).offset};
        }
        count += 1;
    };

    const absl::Time until = absl::FromUnixSeconds(until_s);
    absl::Time time = absl::FromUnixSeconds(from_s);
    add(time);
    absl::TimeZone::CivilTransition transition;
    while (zone.NextTransition(time, &transition)) {
        // A transition is given by the civil times on both sides; `trans` is its instant whether
        // the later one exists once or, where clocks go back, twice.
        time = zone.At(transition.to).trans;
        if (time >= until) break;
        add(time);
    }
    return count;
}

}  // namespace

int64_t time_zone_transitions(const char *name, int64_t from_s, int64_t until_s,
                              TimeZoneTransition *transitions, int64_t capacity) {
    return read_transitions(name, from_s, until_s, transitions, capacity);
}
