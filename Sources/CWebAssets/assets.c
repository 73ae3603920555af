#include "assets.h"

// `web/build.sh` writes the list beside the files it names. They are compiled in, so the program
// is one file and what it serves cannot be changed on disk. `#embed` and not SwiftPM's
// `.embedInCode`: the latter takes minutes for 400 kB, this takes two seconds.
#if __has_include("assets.inc")
#include "assets.inc"
#else
#error "web/dist is empty: run web/build.sh (make does) before building the program"
#endif
