-- What wrk has found, as a line of JSON.  SPDX-License-Identifier: MIT
done = function(summary, latency)
    local errors = summary.errors
    io.write(string.format('{"requests":%d,"seconds":%f,"p50_us":%f,"p99_us":%f,"errors":%d}\n', summary.requests,
        summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
