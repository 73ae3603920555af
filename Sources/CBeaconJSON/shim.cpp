// Strict reading of a beacon: the whole text is checked as JSON and UTF-8 by simdjson, every member
// is visited once and typed; unknown and repeated members are faults, never ignored.
#include "include/shim.h"

#include <simdjson.h>

#include <cmath>
#include <cstring>
#include <new>
#include <string_view>

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;

// Longer texts than these were attacks or broken pages; real ones are far below.
namespace limits {
constexpr size_t site = 255, token = 256, address = 64, agent = 1024, url = 8192, title = 2048;
constexpr size_t name = 120, id = 22, category = 16, property_name = 300, property_text = 2000;
constexpr size_t instant = 40;
constexpr int64_t milliseconds = int64_t{1} << 45;
}  // namespace limits

struct BeaconReader {
    simdjson::dom::parser parser;
    array events;
    array::iterator next;
    BeaconEvent event;
};

namespace {

bool text(element value, BeaconText &out, size_t longest) {
    std::string_view s;
    if (value.get_string().get(s) || s.size() > longest) return false;
    out.bytes = s.data();
    out.length = static_cast<uint32_t>(s.size());
    return true;
}

bool whole(element value, int64_t &out, int64_t largest) {
    int64_t n;
    if (!value.get_int64().get(n)) {
        out = n;
        return n >= 0 && n <= largest;
    }
    double d;
    if (value.get_double().get(d) || !(d >= 0) || d > static_cast<double>(largest)) return false;
    out = static_cast<int64_t>(d);
    return true;
}

bool screen(element value, BeaconEvent &out) {
    array pair;
    if (value.get_array().get(pair) || pair.size() != 2) return false;
    int64_t width, height;
    if (!whole(pair.at(0).value_unsafe(), width, 65535)) return false;
    if (!whole(pair.at(1).value_unsafe(), height, 65535)) return false;
    out.screen_width = static_cast<uint16_t>(width);
    out.screen_height = static_cast<uint16_t>(height);
    return true;
}

bool properties(element value, BeaconEvent &out) {
    object members;
    if (value.get_object().get(members)) return false;
    for (auto member : members) {
        if (out.property_count == BEACON_MAX_PROPERTIES) return false;
        if (member.key.empty() || member.key.size() > limits::property_name) return false;
        BeaconProperty &p = out.properties[out.property_count++];
        p.name = {member.key.data(), static_cast<uint32_t>(member.key.size())};
        p.text = {nullptr, 0};
        p.number = 0;
        if (member.value.is_string()) {
            if (!text(member.value, p.text, limits::property_text)) return false;
        } else if (member.value.get_double().get(p.number) || !std::isfinite(p.number)) {
            return false;
        }
    }
    return true;
}

enum Member : uint32_t {
    none = 0, type = 1, id = 2, url = 4, referrer = 8, title = 16, screen_size = 32, ago = 64,
    name = 128, props = 256, category = 512, pageview = 1024, engaged = 2048, scroll = 4096,
    at = 8192, ip = 16384, agent = 32768
};

Member member_named(std::string_view key) {
    switch (key.size()) {
    case 2: return key == "id" ? id : key == "at" ? at : key == "ip" ? ip : none;
    case 3: return key == "url" ? url : none;
    case 4: return key == "type" ? type : key == "name" ? name : none;
    case 5: return key == "title" ? title : key == "props" ? props : none;
    case 6: return key == "ago_ms" ? ago : key == "screen" ? screen_size : key == "scroll" ? scroll : none;
    case 8: return key == "referrer" ? referrer : key == "category" ? category : key == "pageview" ? pageview : none;
    case 10: return key == "engaged_ms" ? engaged : key == "user_agent" ? agent : none;
    default: return none;
    }
}

bool kind_of(element value, uint8_t &out) {
    std::string_view s;
    if (value.get_string().get(s)) return false;
    out = s == "pageview" ? BEACON_PAGEVIEW : s == "event" ? BEACON_EVENT : s == "engagement" ? BEACON_ENGAGEMENT : 0;
    return out != 0;
}

BeaconFault read_member(Member member, element value, BeaconEvent &e) {
    switch (member) {
    case type: return kind_of(value, e.kind) ? BEACON_OK : BEACON_TYPE;
    case id: return text(value, e.id, limits::id) ? BEACON_OK : BEACON_ID;
    case url: return text(value, e.url, limits::url) && e.url.length > 0 ? BEACON_OK : BEACON_URL;
    case referrer: return text(value, e.referrer, limits::url) ? BEACON_OK : BEACON_REFERRER;
    case title: return text(value, e.title, limits::title) ? BEACON_OK : BEACON_TITLE;
    case screen_size: return screen(value, e) ? BEACON_OK : BEACON_SCREEN;
    case ago: return whole(value, e.ago_ms, limits::milliseconds) ? BEACON_OK : BEACON_AGO;
    case name: return text(value, e.name, limits::name) && e.name.length > 0 ? BEACON_OK : BEACON_NAME;
    case props: return properties(value, e) ? BEACON_OK : BEACON_PROPS;
    case category: return text(value, e.category, limits::category) ? BEACON_OK : BEACON_CATEGORY;
    case pageview: return text(value, e.pageview, limits::id) ? BEACON_OK : BEACON_PAGEVIEW_ID;
    case engaged: return whole(value, e.engaged_ms, limits::milliseconds) ? BEACON_OK : BEACON_ENGAGED;
    case scroll: {
        int64_t percent;
        if (!whole(value, percent, 100)) return BEACON_SCROLL;
        e.scroll = static_cast<uint8_t>(percent);
        return BEACON_OK;
    }
    case at:
        e.has_at = 1;
        if (value.is_string()) return text(value, e.at_text, limits::instant) ? BEACON_OK : BEACON_AT;
        return whole(value, e.at_ms, limits::milliseconds) ? BEACON_OK : BEACON_AT;
    case ip: return text(value, e.ip, limits::address) ? BEACON_OK : BEACON_IP;
    case agent: return text(value, e.user_agent, limits::agent) ? BEACON_OK : BEACON_USER_AGENT;
    case none: break;
    }
    return BEACON_UNKNOWN_MEMBER;
}

BeaconFault check_shape(uint32_t seen, uint8_t kind) {
    constexpr uint32_t common = type | id | ago | at | ip | agent;
    constexpr uint32_t page = url | referrer | title | screen_size;
    if (!(seen & type)) return BEACON_TYPE;
    if (!(seen & id)) return BEACON_ID;
    uint32_t may = common;
    switch (kind) {
    case BEACON_PAGEVIEW:
        if (!(seen & url)) return BEACON_URL;
        may |= page;
        break;
    case BEACON_EVENT:
        if (!(seen & name)) return BEACON_NAME;
        may |= page | name | props | category;
        break;
    default:
        if (!(seen & pageview)) return BEACON_PAGEVIEW_ID;
        if (!(seen & engaged)) return BEACON_ENGAGED;
        may |= pageview | engaged | scroll;
    }
    return (seen & ~may) ? BEACON_MISPLACED_MEMBER : BEACON_OK;
}

BeaconFault read_event(element value, BeaconEvent &e) {
    object members;
    if (value.get_object().get(members)) return BEACON_EVENTS;
    uint32_t seen = 0;
    for (auto member : members) {
        Member m = member_named(member.key);
        if (m == none) return BEACON_UNKNOWN_MEMBER;
        if (seen & m) return BEACON_REPEATED_MEMBER;
        seen |= m;
        BeaconFault fault = read_member(m, member.value, e);
        if (fault != BEACON_OK) return fault;
    }
    return check_shape(seen, e.kind);
}

}  // namespace

extern "C" BeaconReader *beacon_reader_new(void) { return new (std::nothrow) BeaconReader(); }

extern "C" void beacon_reader_free(BeaconReader *reader) { delete reader; }

extern "C" BeaconFault beacon_read(BeaconReader *reader, const char *body, size_t length, BeaconHead *head) {
    std::memset(head, 0, sizeof *head);
    element document;
    if (reader->parser.parse(body, length, false).get(document)) return BEACON_NOT_JSON;
    object root;
    if (document.get_object().get(root)) return BEACON_NOT_OBJECT;
    bool site = false, token = false, events = false;
    for (auto member : root) {
        if (member.key == "site") {
            if (site) return BEACON_REPEATED_MEMBER;
            site = true;
            if (!text(member.value, head->site, limits::site)) return BEACON_SITE;
        } else if (member.key == "token") {
            if (token) return BEACON_REPEATED_MEMBER;
            token = true;
            if (!member.value.is_null() && !text(member.value, head->token, limits::token)) return BEACON_TOKEN;
        } else if (member.key == "events") {
            if (events) return BEACON_REPEATED_MEMBER;
            events = true;
            if (member.value.get_array().get(reader->events)) return BEACON_EVENTS;
        } else {
            return BEACON_UNKNOWN_MEMBER;
        }
    }
    if (!site) return BEACON_SITE;
    if (!events) return BEACON_EVENTS;
    size_t count = reader->events.size();
    if (count < 1 || count > BEACON_MAX_EVENTS) return BEACON_EVENTS;
    head->event_count = static_cast<uint32_t>(count);
    reader->next = reader->events.begin();
    return BEACON_OK;
}

extern "C" const BeaconEvent *beacon_next_event(BeaconReader *reader) {
    if (reader->next == reader->events.end()) return nullptr;
    BeaconEvent &e = reader->event;
    // The properties are counted, so only what stands before them needs clearing.
    std::memset(static_cast<void *>(&e), 0, offsetof(BeaconEvent, properties));
    e.fault = read_event(*reader->next, e);
    ++reader->next;
    return &e;
}
