/* The rows of HTTP, and how they are shown.  SPDX-License-Identifier: MIT */
#include "base/escape.h"
#include "base/text.h"
#include "dissect/proto/http.h"

/* A line as it stands in the message, its end included. */
void http_show_line(struct text *text, const struct packet *p, const struct item *item)
{
    const uint8_t *at = packet_at(p, item->source, item->offset, item->length);
    if (at) escape_tree(text, bytes_of(at, item->length));
}

void http_show_number(struct text *text, const struct packet *p, const struct item *item)
{
    bool request = item->field == &http_fields[HTTP_REQUEST_NUMBER];
    const struct item *all = layer_item(p, &p->layers[item->layer], HTTP_EXCHANGES);
    text_format(text, request ? "HTTP request %u/%u" : "HTTP response %u/%u",
        (unsigned)item->number, (unsigned)(all ? all->number : item->number));
}

static void put_octets(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_format(
        text, "Chunk size: %u octet%s", (unsigned)item->number, item->number == 1 ? "" : "s");
}

void http_show_file(struct text *text, const struct packet *p, const struct item *item)
{
    (void)p;
    text_put(text, "File Data: ");
    text_uint(text, item->bytes.len);
    text_put(text, " bytes");
}

#define HEADER(name, label, text)                                                                  \
    {                                                                                              \
        name, label, FT_STRING, BASE_NONE, .show = http_show_line, .blurb = text                   \
    }
#define STRING(name, label, text)                                                                  \
    {                                                                                              \
        name, label, FT_STRING, BASE_NONE, .blurb = text                                           \
    }
/* clang-format off */
const struct field http_fields[HTTP_FIELDS] = {
    [HTTP_UNENCRYPTED] = {"http.tls_port", "Unencrypted HTTP protocol detected over encrypted port, could indicate a dangerous misconfiguration.", FT_NONE, BASE_NONE,
        .blurb = "This is the port where HTTP goes through TLS"},
    [HTTP_START] = {NULL, "Start line", FT_NONE, BASE_NONE, .flags = FIELD_SUMMARY, .show = http_show_line},
    [HTTP_CHAT] = {"http.chat", "Formatted text", FT_NONE, BASE_NONE, .blurb = "The first line of a message"},
    [HTTP_METHOD] = STRING("http.request.method", "Request Method", "What the client wants done: GET, POST …"),
    [HTTP_URI] = STRING("http.request.uri", "Request URI", "What it wants it done with, as the request line has it"),
    [HTTP_URI_PATH] = STRING("http.request.uri.path", "Request URI Path", "The part before the question mark"),
    [HTTP_URI_QUERY] = STRING("http.request.uri.query", "Request URI Query", "The part behind the question mark"),
    [HTTP_URI_PARAMETER] = STRING("http.request.uri.query.parameter", "Request URI Query Parameter",
        "One of the parameters between the ampersands"),
    [HTTP_REQUEST_VERSION] = STRING("http.request.version", "Request Version", "The version the client speaks"),
    [HTTP_RESPONSE_VERSION] = STRING("http.response.version", "Response Version", "The version the server speaks"),
    [HTTP_CODE] = {"http.response.code", "Status Code", FT_UINT16, BASE_DEC,
        .blurb = "How it went: 2xx well, 3xx elsewhere, 4xx the client's fault, 5xx the server's"},
    [HTTP_CODE_DESC] = STRING("http.response.code.desc", "Status Code Description", "What the code means"),
    [HTTP_PHRASE] = STRING("http.response.phrase", "Response Phrase", "What the server calls the code"),
    [HTTP_REQUEST_LINE] = HEADER("http.request.line", "Request line", "A header field of a request, as it stands"),
    [HTTP_RESPONSE_LINE] = HEADER("http.response.line", "Response line", "A header field of a response, as it stands"),
    [HTTP_UNKNOWN_HEADER] = HEADER("http.unknown_header", "Unknown header", "A header field of neither, as it stands"),
    [HTTP_BAD_NAME] = {"http.bad_header_name", "Illegal characters found in header name", FT_NONE, BASE_NONE, .blurb = "The name of a header field has characters that no name may have"},
    [HTTP_OTHER_LINE] = {NULL, "Line", FT_NONE, BASE_NONE, .show = http_show_line},
    [HTTP_CONTENT_LENGTH] = {"http.content_length", "Content length", FT_UINT64, BASE_DEC,
        .blurb = "How many bytes the body has"},
    [HTTP_AUTHBASIC] = STRING("http.authbasic", "Credentials", "User and password, readable for everyone on the way"),
    [HTTP_COOKIE_PAIR] = STRING("http.cookie_pair", "Cookie pair", "One of the cookies the client sends back"),
    [HTTP_REQUEST] = {"http.request", "Request", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The message is a request"},
    [HTTP_NOTIFICATION] = {"http.notification", "Notification", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The message tells or orders notifications (UPnP)"},
    [HTTP_RESPONSE] = {"http.response", "Response", FT_BOOLEAN, BASE_NONE, .names = field_true_false, .blurb = "The message is a response"},
    [HTTP_FULL_URI] = STRING("http.request.full_uri", "Full request URI", "With the host: what a browser shows"),
    [HTTP_REQUEST_NUMBER] = {"http.request_number", "Request number", FT_UINT32, BASE_DEC, .show = http_show_number,
        .blurb = "The how manyeth request of the connection"},
    [HTTP_RESPONSE_NUMBER] = {"http.response_number", "Response number", FT_UINT32, BASE_DEC,
        .show = http_show_number, .blurb = "The how manyeth response of the connection"},
    [HTTP_TIME] = {"http.time", "Time since request", FT_RELATIVE_TIME, BASE_NONE,
        .blurb = "How long the response took"},
    [HTTP_PREV_REQUEST] = {"http.prev_request_in", "Prev request in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The request before, on the same connection"},
    [HTTP_PREV_RESPONSE] = {"http.prev_response_in", "Prev response in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The response before, on the same connection"},
    [HTTP_REQUEST_IN] = {"http.request_in", "Request in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The request that this answers"},
    [HTTP_RESPONSE_IN] = {"http.response_in", "Response in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The response to this request; known in two passes"},
    [HTTP_NEXT_REQUEST] = {"http.next_request_in", "Next request in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The request behind, on the same connection; known in two passes"},
    [HTTP_NEXT_RESPONSE] = {"http.next_response_in", "Next response in frame", FT_FRAMENUM, BASE_NONE,
        .blurb = "The response behind, on the same connection; known in two passes"},
    [HTTP_EXCHANGES] = {NULL, "", FT_UINT32, BASE_DEC},
    [HTTP_RESPONSE_FOR] = STRING("http.response_for.uri", "Request URI", "What was asked for"),
    [HTTP_CHUNKED] = {NULL, "HTTP chunked response", FT_NONE, BASE_NONE},
    [HTTP_CHUNK] = {NULL, "Data chunk", FT_NONE, BASE_NONE},
    [HTTP_CHUNK_SIZE] = {"http.chunk_size", "Chunk size", FT_UINT32, BASE_DEC, .show = put_octets,
        .blurb = "How many bytes the chunk has; none ends the body"},
    [HTTP_CHUNK_DATA] = {"http.chunk_data", "Chunk data", FT_BYTES, BASE_NONE, .blurb = "A piece of the body"},
    [HTTP_CHUNK_BOUNDARY] = {"http.chunk_boundary", "Chunk boundary", FT_BYTES, BASE_NONE,
        .blurb = "The end of the line behind a chunk"},
    [HTTP_TRAILER] = STRING("http.chunked_trailer_part", "trailer-part", "A header field behind the body"),
    [HTTP_ENCODED] = {NULL, "Content-encoded entity body", FT_NONE, BASE_NONE},
    [HTTP_UNPACKING_FAILED] = {"http.decompression_failed", "Decompression failed", FT_NONE, BASE_NONE, .blurb = "The body is not packed as its header says, or in a way not known here"},
    [HTTP_NOT_OF_TYPE] = {"http.subdissector_failed", "HTTP body subdissector failed, trying heuristic subdissector", FT_NONE, BASE_NONE, .blurb = "The body is not of the type that its header tells"},
    [HTTP_FILE_DATA] = {"http.file_data", "File Data", FT_STRING, BASE_NONE, .show = http_show_file,
        .blurb = "The body, put together and unpacked"},
    [HTTP_HOST] = HEADER("http.host", "Host", "Which of the server's sites is meant"),
    [HTTP_CONTENT_TYPE] = HEADER("http.content_type", "Content-Type", "What the body is: text/html, image/png …"),
    [HTTP_CONTENT_LENGTH_HEADER] = HEADER("http.content_length_header", "Content-Length", "The length of the body"),
    [HTTP_CONTENT_ENCODING] = HEADER("http.content_encoding", "Content-Encoding", "How the body was packed: gzip"),
    [HTTP_TRANSFER_ENCODING] = HEADER("http.transfer_encoding", "Transfer-Encoding", "chunked: sent in pieces"),
    [HTTP_CONNECTION] = HEADER("http.connection", "Connection", "Whether the connection stays open"),
    [HTTP_AUTHORIZATION] = HEADER("http.authorization", "Authorization", "Who the client says it is"),
    [HTTP_COOKIE] = HEADER("http.cookie", "Cookie", "What the server had asked the client to remember"),
    [HTTP_USER_AGENT] = HEADER("http.user_agent", "User-Agent", "The client's program"),
    [HTTP_ACCEPT] = HEADER("http.accept", "Accept", "The media types the client takes"),
    [HTTP_ACCEPT_LANGUAGE] = HEADER("http.accept_language", "Accept-Language", "The languages its user reads"),
    [HTTP_ACCEPT_ENCODING] = HEADER("http.accept_encoding", "Accept Encoding", "The packings it can undo"),
    [HTTP_REFERER] = HEADER("http.referer", "Referer", "The page with the link that was followed"),
    [HTTP_SET_COOKIE] = HEADER("http.set_cookie", "Set-Cookie", "What the client shall remember"),
    [HTTP_DATE] = HEADER("http.date", "Date", "When the message was made"),
    [HTTP_SERVER] = HEADER("http.server", "Server", "The server's program"),
    [HTTP_LAST_MODIFIED] = HEADER("http.last_modified", "Last-Modified", "When the content changed last"),
    [HTTP_LOCATION] = HEADER("http.location", "Location", "Where to look instead"),
    [HTTP_CACHE_CONTROL] = HEADER("http.cache_control", "Cache-Control", "What may be kept, and how long"),
    [HTTP_WWW_AUTHENTICATE] = HEADER("http.www_authenticate", "WWW-Authenticate", "How the client shall prove itself"),
    [HTTP_UPGRADE] = HEADER("http.upgrade", "Upgrade", "Another protocol to go on with"),
    [HTTP_PROXY_AUTHENTICATE] = HEADER("http.proxy_authenticate", "Proxy-Authenticate", "The same, for a proxy"),
    [HTTP_PROXY_AUTHORIZATION] = HEADER("http.proxy_authorization", "Proxy-Authorization", "The same, for a proxy"),
    [HTTP_PROXY_CONNECT_HOST] = STRING("http.proxy_connect_host", "Proxy-Connect-Hostname", "The host behind a proxy"),
    [HTTP_PROXY_CONNECT_PORT] = {"http.proxy_connect_port", "Proxy-Connect-Port", FT_UINT16, BASE_DEC, .blurb = "Its port"},
    [HTTP_X_FORWARDED_FOR] = HEADER("http.x_forwarded_for", "X-Forwarded-For", "The client in front of a proxy"),
    [HTTP_WS_ACCEPT] = HEADER("http.sec_websocket_accept", "Sec-WebSocket-Accept", "The server's answer to the key"),
    [HTTP_WS_EXTENSIONS] = HEADER("http.sec_websocket_extensions", "Sec-WebSocket-Extensions", "What both may use"),
    [HTTP_WS_KEY] = HEADER("http.sec_websocket_key", "Sec-WebSocket-Key", "A number for the server to transform"),
    [HTTP_WS_PROTOCOL] = HEADER("http.sec_websocket_protocol", "Sec-WebSocket-Protocol", "What is spoken inside"),
    [HTTP_WS_VERSION] = HEADER("http.sec_websocket_version", "Sec-WebSocket-Version", "The version of WebSocket"),
};
/* clang-format on */
