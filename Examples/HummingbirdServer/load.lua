-- What a client of the shop asks for, in turn: 20 requests, one of them slow.
-- With a path after `--`, that one alone ("GET /health").
local turn = {
   "GET /articles/7", "GET /articles/8", "POST /orders", "GET /articles/9", "POST /mails",
   "GET /articles/1", "POST /orders", "GET /dashboard", "POST /orders", "GET /articles/2",
   "GET /articles/3", "POST /orders", "GET /picture", "GET /articles/6", "POST /orders",
   "GET /dashboard", "GET /articles/4", "POST /orders", "GET /articles/5", "POST /orders",
}
local requests, number = {}, 0

function init(arguments)
   if arguments[1] then turn = { arguments[1] } end
   for index, line in ipairs(turn) do
      local method, path = line:match("(%u+) (.+)")
      requests[index] = wrk.format(method, path)
   end
end

function request()
   number = number % #requests + 1
   return requests[number]
end

-- One line for scripts: requests, seconds, and what failed.
function done(summary, latency)
   local errors = summary.errors
   local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
   io.write(string.format("load: %d requests, %.1f requests/s, median %.1f ms, 99%% %.1f ms, %d failed\n",
      summary.requests, summary.requests / summary.duration * 1e6,
      latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
