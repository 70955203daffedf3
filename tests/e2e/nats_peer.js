// SPDX-License-Identifier: MIT
// nats_peer.js URL [OPTIONS as JSON]: what a program with the client library of NATS does with a server, and
// what it sees; a line of JSON for each thing.  The same for every server that is one.
const nats = require("nats");

const say = (what, seen) => console.log(JSON.stringify([what, seen]));
const text = nats.StringCodec();

async function collect(subscription, count) {
    const seen = [];
    for await (const message of subscription) {
        seen.push([message.subject, text.decode(message.data)]);
        if (seen.length === count) break;
    }
    return seen.sort();
}

async function groups(a, b) {
    const got = [0, 0, 0];
    const members = [0, 1, 2].map((i) =>
        (i === 1 ? b : a).subscribe("work.*", { queue: "workers", callback: () => { got[i]++; } }));
    await Promise.all([a.flush(), b.flush()]);
    for (let i = 0; i < 300; i++) a.publish("work." + i, text.encode("x"));
    await a.flush();
    await b.flush();
    await a.flush();
    say("group", [got.reduce((sum, n) => sum + n), got.every((n) => n > 0)]);
    members.forEach((member) => member.unsubscribe());
}

async function main() {
    const options = { servers: process.argv[2], reconnect: false, ...JSON.parse(process.argv[3] || "{}") };
    let a;
    try {
        a = await nats.connect({ ...options, name: "first" });
    } catch (error) {
        say("refused", error.code);
        return;
    }
    const b = await nats.connect({ ...options, name: "second", noEcho: true });
    say("info", [a.info.proto, a.info.headers, a.info.max_payload, typeof a.info.server_id, a.info.client_id > 0]);

    const wanted = ["news.*", "news.>", "news.sport", ">", "*.sport.*"].map((subject) => a.subscribe(subject));
    const own = b.subscribe("news.sport");
    await Promise.all([a.flush(), b.flush()]);
    b.publish("news.sport", text.encode("goal"));
    b.publish("news.sport.today", text.encode("g\u00f6al\r\n\u0000"));
    b.publish("other", nats.Empty);
    await b.flush();
    await a.flush();
    say("received", wanted.map((subscription) => subscription.getReceived()));
    say("own", own.getReceived());
    say("everything", await collect(wanted[3], 3));
    wanted.forEach((subscription) => subscription.unsubscribe());

    const limited = a.subscribe("ticks", { max: 3 });
    for (let i = 0; i < 10; i++) a.publish("ticks", text.encode(String(i)));
    say("limited", await collect(limited, 10));

    const service = b.subscribe("double", { callback: (error, m) => m.respond(text.encode(String(2 * text.decode(m.data)))) });
    await b.flush();
    say("reply", text.decode((await a.request("double", text.encode("21"), { timeout: 20000 })).data));
    try {
        await a.request("nobody", nats.Empty, { timeout: 20000 });
    } catch (error) {
        say("no responders", error.code);
    }
    service.unsubscribe();

    const headers = nats.headers();
    headers.append("Color", "red");
    headers.append("Color", "blue");
    const colored = a.subscribe("colored");
    await a.flush();
    b.publish("colored", text.encode("body"), { headers });
    for await (const message of colored) {
        say("headers", [message.headers.values("Color"), text.decode(message.data)]);
        break;
    }

    await groups(a, b);

    const large = a.subscribe("large");
    const payload = new Uint8Array(a.info.max_payload).fill(65);
    a.publish("large", payload);
    for await (const message of large) {
        say("large", message.data.length === payload.length && message.data.every((byte) => byte === 65));
        break;
    }
    try {
        a.publish("large", new Uint8Array(a.info.max_payload + 1));
    } catch (error) {
        say("too large", error.code);
    }
    const many = a.subscribe("many");
    await a.flush();
    for (let i = 0; i < 20000; i++) b.publish("many", text.encode(String(i)));
    let next = 0;
    for await (const message of many) {
        if (Number(text.decode(message.data)) !== next) break;
        if (++next === 20000) break;
    }
    say("in order", next);
    await b.drain();
    await a.close();
    say("closed", a.isClosed());
}

main().catch((error) => { say("failed", String(error)); process.exit(1); });
