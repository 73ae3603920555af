// What Glibc does not bring to Swift.
#include <malloc.h>
