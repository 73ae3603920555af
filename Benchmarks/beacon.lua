-- Beacons for wrk: one or more pageviews a request, each with an id of its own, from many addresses.
-- wrk -s beacon.lua URL -- TOKEN|@FILE EVENTS_A_REQUEST ORIGIN [EVENTS_A_SECOND]
-- FILE has one token a line. With a rate requests are sent when they are due, whether earlier ones were answered or not, as far
-- as there are connections; without one each connection sends as soon as it was answered.
local counter = 0
local number = 0
local agents = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15",
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36",
}

function setup(thread)
    thread:set("thread_number", counter)
    counter = counter + 1
end

local function clock()
    local ffi = require("ffi")
    ffi.cdef("struct now { long seconds, nanoseconds; }; int clock_gettime(int, struct now *);")
    local now = ffi.new("struct now")
    return function()
        ffi.C.clock_gettime(1, now)
        return tonumber(now.seconds) * 1000 + tonumber(now.nanoseconds) / 1e6
    end
end

function init(args)
    events, origin = tonumber(args[2] or "1"), args[3]
    tokens = { args[1] }
    if string.sub(args[1], 1, 1) == "@" then
        tokens = {}
        for token in io.lines(string.sub(args[1], 2)) do tokens[#tokens + 1] = token end
    end
    local rate = tonumber(args[4] or "0")
    if rate > 0 then
        local ms, interval = clock(), 1000 * events / rate
        local due = ms()
        function delay()
            due = due + interval
            return math.max(0, math.floor(due - ms()))
        end
    end
    math.randomseed(os.time() + thread_number * 7919)
    -- 5 characters name this thread of this run, 16 count, the last has its low bits clear.
    prefix = string.format("%05x", math.random(0, 0xFFFFF))
end

local function event()
    number = number + 1
    return string.format(
        '{"type":"pageview","id":"%s%016xA","url":"https://www.example.org/articles/topic-%d?utm_source=news","referrer":"https://www.google.com/","title":"Topic number %d","screen":[1440,900]}',
        prefix, number, number % 200, number % 200)
end

function request()
    local list = {}
    for index = 1, events do list[index] = event() end
    local body = '{"site":"bench","token":"' .. tokens[number % #tokens + 1] .. '","events":[' .. table.concat(list, ",") .. "]}"
    local headers = {
        ["Content-Type"] = "text/plain;charset=UTF-8",
        ["Origin"] = origin,
        ["User-Agent"] = agents[number % 4 + 1],
        ["X-Forwarded-For"] = string.format("%d.%d.%d.7", 11 + number % 180, number % 251, number % 241),
    }
    return wrk.format("POST", "/v1/events", headers, body)
end

function done(summary, latency, requests)
    io.write(string.format("RESULT %d %d %d %d %d %d\n", summary.requests, summary.duration,
        latency:percentile(50), latency:percentile(99),
        summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
