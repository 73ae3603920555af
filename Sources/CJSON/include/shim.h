#pragma once
/* Any JSON text read by simdjson, whose DOM is in C++, which Swift's strict memory safety mode cannot
 * import: its values are handed over in their order as plain C structures. */
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

typedef enum {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    /* Its `count` values follow. */
    JSON_ARRAY,
    /* Its `count` members follow, of each the name, a string, and the value. */
    JSON_OBJECT,
} JSONKind;

typedef struct {
    JSONKind kind;
    uint32_t count;
    double number;
    /* A string's bytes in UTF-8, though an escape may have spelt half of a surrogate pair. */
    const char *bytes;
    size_t length;
} JSONPart;

typedef struct JSONText JSONText;

/* Reads a whole text; null where it is not JSON, nests deeper than `depth` or memory is short. */
JSONText *json_read(const char *bytes, size_t length, size_t depth);
void json_free(JSONText *text);

/* The next value or name, null after the last. It lives as long as the text. */
const JSONPart *json_next(JSONText *text);

#ifdef __cplusplus
}
#endif
