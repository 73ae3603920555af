#pragma once
/* A beacon's JSON read by simdjson: its DOM is in C++, which Swift's strict memory safety mode
 * cannot import, so the fields of a beacon are handed over as plain C structures. */
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

/* Bytes that must be readable behind a body: simdjson reads in whole vectors. */
#define BEACON_PADDING 64
/* contract: 1 to 100 events a request. */
#define BEACON_MAX_EVENTS 100
/* contract: at most 30 properties an event. */
#define BEACON_MAX_PROPERTIES 30

/* Text that lives until the parser's next call. `bytes` is null where the member was absent. */
typedef struct {
    const char *bytes;
    uint32_t length;
} BeaconText;

typedef struct {
    BeaconText name;
    BeaconText text; /* bytes is null for a number */
    double number;
} BeaconProperty;

enum { BEACON_PAGEVIEW = 1, BEACON_EVENT = 2, BEACON_ENGAGEMENT = 3 };

/* What was wrong with one event, or with the whole beacon. The names are those of the members. */
typedef enum {
    BEACON_OK = 0,
    BEACON_NOT_JSON,
    BEACON_NOT_OBJECT,
    BEACON_UNKNOWN_MEMBER,
    BEACON_REPEATED_MEMBER,
    BEACON_SITE,
    BEACON_TOKEN,
    BEACON_EVENTS,
    BEACON_TYPE,
    BEACON_ID,
    BEACON_URL,
    BEACON_REFERRER,
    BEACON_TITLE,
    BEACON_SCREEN,
    BEACON_AGO,
    BEACON_NAME,
    BEACON_PROPS,
    BEACON_CATEGORY,
    BEACON_PAGEVIEW_ID,
    BEACON_ENGAGED,
    BEACON_SCROLL,
    BEACON_AT,
    BEACON_IP,
    BEACON_USER_AGENT,
    BEACON_MISPLACED_MEMBER /* a member that this type of event does not have */
} BeaconFault;

typedef struct {
    BeaconFault fault;
    uint8_t kind;
    uint8_t scroll;        /* 0 to 100 */
    uint8_t has_at;        /* `at` was there: at_ms, or at_text where it was text */
    uint16_t property_count;
    uint16_t screen_width, screen_height; /* CSS pixels, 0 unknown */
    int64_t ago_ms;
    int64_t engaged_ms;
    int64_t at_ms;
    BeaconText id, url, referrer, title, name, category, pageview, at_text, ip, user_agent;
    BeaconProperty properties[BEACON_MAX_PROPERTIES];
} BeaconEvent;

typedef struct {
    BeaconText site, token;
    uint32_t event_count;
} BeaconHead;

typedef struct BeaconReader BeaconReader;

BeaconReader *beacon_reader_new(void);
void beacon_reader_free(BeaconReader *reader);
/* `body` is readable for length + BEACON_PADDING bytes. Everything handed over lives until the
 * next call with the same reader. BEACON_OK: `head` is filled and the events can be read. */
BeaconFault beacon_read(BeaconReader *reader, const char *body, size_t length, BeaconHead *head);
/* The next event, checked by itself: one bad event does not spoil its neighbours. Null after the
 * last. It lives until the next call. */
const BeaconEvent *beacon_next_event(BeaconReader *reader);

/* The properties in place: Swift imports the array itself as a tuple. */
static inline const BeaconProperty *beacon_properties(const BeaconEvent *event) { return event->properties; }

#ifdef __cplusplus
}
#endif
