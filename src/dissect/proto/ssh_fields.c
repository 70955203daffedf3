/* The rows of SSH: names and types are those of tshark -G fields.  SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "dissect/proto/ssh.h"

/* What the transport, authentication and connection layers share; then what the methods add. */
#define COMMON                                                                                     \
    {1, "Disconnect"}, {2, "Ignore"}, {3, "Unimplemented"}, {4, "Debug"}, {5, "Service Request"},  \
        {6, "Service Accept"}, {20, "Key Exchange Init"}, {21, "New Keys"},                        \
        {50, "User Authentication Request"}, {51, "User Authentication Failure"},                  \
        {52, "User Authentication Success"}, {53, "User Authentication Banner"},                   \
        {60, "Public Key algorithm accepted"}, {80, "Global Request"}, {81, "Request Success"},    \
        {82, "Request Failure"}, {90, "Channel Open"}, {91, "Channel Open Confirmation"},          \
        {92, "Channel Open Failure"}, {93, "Window Adjust"}, {94, "Channel Data"},                 \
        {95, "Channel Extended Data"}, {96, "Channel EOF"}, {97, "Channel Close"},                 \
        {98, "Channel Request"}, {99, "Channel Success"},                                          \
    {                                                                                              \
        100, "Channel Failure"                                                                     \
    }

static const struct value_name names[] = {COMMON, {0, NULL}};
static const struct value_name names_dh[] = {
    {SSH_KEX_INIT, "Diffie-Hellman Key Exchange Init"},
    {SSH_KEX_REPLY, "Diffie-Hellman Key Exchange Reply"},
    {0, NULL},
};
static const struct value_name names_gex[] = {
    {SSH_KEX_INIT, "Diffie-Hellman Group Exchange Request (Old)"},
    {SSH_KEX_REPLY, "Diffie-Hellman Group Exchange Group"},
    {SSH_GEX_INIT, "Diffie-Hellman Group Exchange Init"},
    {SSH_GEX_REPLY, "Diffie-Hellman Group Exchange Reply"},
    {SSH_GEX_REQUEST, "Diffie-Hellman Group Exchange Request"},
    {0, NULL},
};
static const struct value_name names_ecdh[] = {
    {SSH_KEX_INIT, "Elliptic Curve Diffie-Hellman Key Exchange Init"},
    {SSH_KEX_REPLY, "Elliptic Curve Diffie-Hellman Key Exchange Reply"},
    {0, NULL},
};
const struct value_name ssh_names_v1[] = {
    {0, "No Message"},
    {1, "Disconnect"},
    {2, "Public Key"},
    {3, "Session Key"},
    {4, "User"},
    {0, NULL},
};

const char *ssh_message_name(enum ssh_method method, unsigned code)
{
    static const struct value_name *const of_method[] = {names_dh, names_gex, names_ecdh};
    bool depends = code >= SSH_KEX_INIT && code < 50;
    return field_value_name(depends ? of_method[method] : names, code);
}

static const struct value_name directions[] = {
    {0, "client-to-server"}, {1, "server-to-client"}, {2, NULL}};

#define CODE(table)                                                                                \
    {                                                                                              \
        "ssh.message_code", "Message Code", FT_UINT8, BASE_DEC,                                    \
            .names = (table), .blurb = "What the packet is about"                                  \
    }
#define HEADING                                                                                    \
    {                                                                                              \
        NULL, "SSH", FT_NONE, BASE_NONE, .show = field_show_text                                   \
    }
#define LIST_LENGTH(name)                                                                          \
    {                                                                                              \
        "ssh." name "_length", name " length", FT_UINT32, BASE_DEC,                                \
            .blurb = "The length of the list of names"                                             \
    }
#define LIST(name, what)                                                                           \
    {                                                                                              \
        "ssh." name, name " string", FT_STRING, BASE_NONE, .blurb = what ", the favourite first"   \
    }

/* clang-format off */
const struct field ssh_fields[SSH_FIELDS] = {
    [SSH_PROTOCOL] = {"ssh.protocol", "Protocol", FT_STRING, BASE_NONE, .blurb = "The line that each side begins with: the version of SSH, and of its software"},
    [SSH_VERSION_HEADING] = HEADING,
    [SSH_PACKET_LENGTH] = {"ssh.packet_length", "Packet Length", FT_UINT32, BASE_DEC, .blurb = "The bytes that follow, without those that authenticate them"},
    [SSH_PACKET_LENGTH_ENCRYPTED] = {"ssh.packet_length_encrypted", "Packet Length (encrypted)", FT_BYTES, BASE_NONE, .blurb = "The first four bytes of an encrypted packet"},
    [SSH_PADDING_LENGTH] = {"ssh.padding_length", "Padding Length", FT_UINT8, BASE_DEC, .blurb = "How many bytes fill the packet up to whole blocks of the cipher"},
    [SSH_KEX_HEADING] = HEADING,
    [SSH_MESSAGE_CODE] = CODE(names),
    [SSH_MESSAGE_CODE_V1] = CODE(ssh_names_v1),
    [SSH_MESSAGE_CODE_DH] = CODE(names_dh),
    [SSH_MESSAGE_CODE_GEX] = CODE(names_gex),
    [SSH_MESSAGE_CODE_ECDH] = CODE(names_ecdh),
    [SSH_ALGORITHMS] = {NULL, "Algorithms", FT_NONE, BASE_NONE},
    [SSH_COOKIE] = {"ssh.cookie", "Cookie", FT_BYTES, BASE_NONE, .blurb = "Random bytes, so that no side alone determines the keys"},
    [SSH_LIST_LENGTH + 0] = LIST_LENGTH("kex_algorithms"),
    [SSH_LIST_LENGTH + 1] = LIST_LENGTH("server_host_key_algorithms"),
    [SSH_LIST_LENGTH + 2] = LIST_LENGTH("encryption_algorithms_client_to_server"),
    [SSH_LIST_LENGTH + 3] = LIST_LENGTH("encryption_algorithms_server_to_client"),
    [SSH_LIST_LENGTH + 4] = LIST_LENGTH("mac_algorithms_client_to_server"),
    [SSH_LIST_LENGTH + 5] = LIST_LENGTH("mac_algorithms_server_to_client"),
    [SSH_LIST_LENGTH + 6] = LIST_LENGTH("compression_algorithms_client_to_server"),
    [SSH_LIST_LENGTH + 7] = LIST_LENGTH("compression_algorithms_server_to_client"),
    [SSH_LIST_LENGTH + 8] = LIST_LENGTH("languages_client_to_server"),
    [SSH_LIST_LENGTH + 9] = LIST_LENGTH("languages_server_to_client"),
    [SSH_LIST_STRING + 0] = LIST("kex_algorithms", "Ways to agree on keys"),
    [SSH_LIST_STRING + 1] = LIST("server_host_key_algorithms", "Kinds of key by which the server proves who it is"),
    [SSH_LIST_STRING + 2] = LIST("encryption_algorithms_client_to_server", "Ciphers for what the client sends"),
    [SSH_LIST_STRING + 3] = LIST("encryption_algorithms_server_to_client", "Ciphers for what the server sends"),
    [SSH_LIST_STRING + 4] = LIST("mac_algorithms_client_to_server", "Ways to authenticate what the client sends"),
    [SSH_LIST_STRING + 5] = LIST("mac_algorithms_server_to_client", "Ways to authenticate what the server sends"),
    [SSH_LIST_STRING + 6] = LIST("compression_algorithms_client_to_server", "Ways to compress what the client sends"),
    [SSH_LIST_STRING + 7] = LIST("compression_algorithms_server_to_client", "Ways to compress what the server sends"),
    [SSH_LIST_STRING + 8] = LIST("languages_client_to_server", "Languages of what the client sends"),
    [SSH_LIST_STRING + 9] = LIST("languages_server_to_client", "Languages of what the server sends"),
    [SSH_FIRST_KEX_FOLLOWS] = {"ssh.first_kex_packet_follows", "First KEX Packet Follows", FT_UINT8, BASE_DEC, .blurb = "1: the next packet guesses which way both will agree on"},
    [SSH_RESERVED] = {"ssh.kex.reserved", "Reserved", FT_BYTES, BASE_NONE, .blurb = "Zero, for later use"},
    [SSH_HASSH_ALGORITHMS] = {"ssh.kex.hassh_algorithms", "hasshAlgorithms", FT_STRING, BASE_NONE, .blurb = "The lists that tell one client's software from another's"},
    [SSH_HASSH] = {"ssh.kex.hassh", "hassh", FT_STRING, BASE_NONE, .blurb = "The fingerprint of the client's software: the MD5 of these lists"},
    [SSH_HASSHSERVER_ALGORITHMS] = {"ssh.kex.hasshserver_algorithms", "hasshServerAlgorithms", FT_STRING, BASE_NONE, .blurb = "The lists that tell one server's software from another's"},
    [SSH_HASSHSERVER] = {"ssh.kex.hasshserver", "hasshServer", FT_STRING, BASE_NONE, .blurb = "The fingerprint of the server's software: the MD5 of these lists"},
    [SSH_HOST_KEY_HEADING] = HEADING,
    [SSH_HOST_KEY_LENGTH] = {"ssh.host_key.length", "Host key length", FT_UINT32, BASE_DEC, .blurb = "The length of the server's public key"},
    [SSH_HOST_KEY_TYPE_LENGTH] = {"ssh.host_key.type_length", "Host key type length", FT_UINT32, BASE_DEC, .blurb = "The length of the name of its kind"},
    [SSH_HOST_KEY_TYPE] = {"ssh.host_key.type", "Host key type", FT_STRING, BASE_NONE, .blurb = "The kind of the server's public key"},
    [SSH_HOST_KEY_DATA] = {"ssh.host_key.data", "Host key data", FT_BYTES, BASE_NONE, .blurb = "The server's public key, of a kind unknown here"},
    [SSH_RSA_N] = {"ssh.host_key.rsa.n", "RSA modulus (N)", FT_BYTES, BASE_NONE, .blurb = "The product of two secret primes"},
    [SSH_RSA_E] = {"ssh.host_key.rsa.e", "RSA public exponent (e)", FT_BYTES, BASE_NONE, .blurb = "The power to which a signature is raised to check it"},
    [SSH_DSA_P] = {"ssh.host_key.dsa.p", "DSA prime modulus (p)", FT_BYTES, BASE_NONE, .blurb = "The prime of the group"},
    [SSH_DSA_Q] = {"ssh.host_key.dsa.q", "DSA prime divisor (q)", FT_BYTES, BASE_NONE, .blurb = "The order of the subgroup, a prime"},
    [SSH_DSA_G] = {"ssh.host_key.dsa.g", "DSA subgroup generator (g)", FT_BYTES, BASE_NONE, .blurb = "What generates the subgroup"},
    [SSH_DSA_Y] = {"ssh.host_key.dsa.y", "DSA public key (y)", FT_BYTES, BASE_NONE, .blurb = "The generator to the power of the secret key"},
    [SSH_ECDSA_ID_LENGTH] = {"ssh.host_key.ecdsa.id_length", "ECDSA elliptic curve identifier length", FT_UINT32, BASE_DEC, .blurb = "The length of the name of the curve"},
    [SSH_ECDSA_ID] = {"ssh.host_key.ecdsa.id", "ECDSA elliptic curve identifier", FT_STRING, BASE_NONE, .blurb = "The curve of the key"},
    [SSH_ECDSA_Q_LENGTH] = {"ssh.host_key.ecdsa.q_length", "ECDSA public key length", FT_UINT32, BASE_DEC, .blurb = "The length of the point"},
    [SSH_ECDSA_Q] = {"ssh.host_key.ecdsa.q", "ECDSA public key (Q)", FT_BYTES, BASE_NONE, .blurb = "A point of the curve: the public key"},
    [SSH_EDDSA_KEY_LENGTH] = {"ssh.host_key.eddsa.key_length", "EdDSA public key length", FT_UINT32, BASE_DEC, .blurb = "The length of the key"},
    [SSH_EDDSA_KEY] = {"ssh.host_key.eddsa.key", "EdDSA public key", FT_BYTES, BASE_NONE, .blurb = "The public key"},
    [SSH_SIGNATURE_HEADING] = HEADING,
    [SSH_SIGNATURE_LENGTH] = {"ssh.host_sig.length", "Host signature length", FT_UINT32, BASE_DEC, .blurb = "The length of the server's signature"},
    [SSH_SIGNATURE_TYPE_LENGTH] = {"ssh.host_sig.type_length", "Host signature type length", FT_UINT32, BASE_DEC, .blurb = "The length of the name of its kind"},
    [SSH_SIGNATURE_TYPE] = {"ssh.host_sig.type", "Host signature type", FT_STRING, BASE_NONE, .blurb = "How the server signed"},
    [SSH_SIGNATURE_DATA] = {"ssh.host_sig.data", "Host signature data", FT_BYTES, BASE_NONE, .blurb = "The signature of all that was said so far"},
    [SSH_SIGNATURE_RSA] = {"ssh.host_sig.rsa", "RSA signature", FT_BYTES, BASE_NONE, .blurb = "The signature of all that was said so far"},
    [SSH_SIGNATURE_DSA] = {"ssh.host_sig.dsa", "DSA signature", FT_BYTES, BASE_NONE, .blurb = "The signature of all that was said so far"},
    [SSH_MPINT_LENGTH] = {"ssh.mpint_length", "Multi Precision Integer Length", FT_UINT32, BASE_DEC, .blurb = "The length of the number that follows"},
    [SSH_DH_E] = {"ssh.dh.e", "DH client e", FT_BYTES, BASE_NONE, .blurb = "The client's half of the exchange: the generator to its secret power"},
    [SSH_DH_F] = {"ssh.dh.f", "DH server f", FT_BYTES, BASE_NONE, .blurb = "The server's half of the exchange: the generator to its secret power"},
    [SSH_GEX_MIN] = {"ssh.dh_gex.min", "DH GEX Min", FT_UINT32, BASE_DEC, .blurb = "The least size of the prime, in bits"},
    [SSH_GEX_BITS] = {"ssh.dh_gex.nbits", "DH GEX Number of Bits", FT_UINT32, BASE_DEC, .blurb = "The size of the prime that the client would like"},
    [SSH_GEX_MAX] = {"ssh.dh_gex.max", "DH GEX Max", FT_UINT32, BASE_DEC, .blurb = "The greatest size of the prime"},
    [SSH_GEX_P] = {"ssh.dh_gex.p", "DH GEX modulus (P)", FT_BYTES, BASE_NONE, .blurb = "The prime of the group that the server chose"},
    [SSH_GEX_G] = {"ssh.dh_gex.g", "DH GEX base (G)", FT_BYTES, BASE_NONE, .blurb = "The generator of that group"},
    [SSH_ECDH_Q_C_LENGTH] = {"ssh.ecdh.q_c_length", "ECDH client's ephemeral public key length", FT_UINT32, BASE_DEC, .blurb = "The length of the client's half"},
    [SSH_ECDH_Q_C] = {"ssh.ecdh.q_c", "ECDH client's ephemeral public key (Q_C)", FT_BYTES, BASE_NONE, .blurb = "The client's half of the exchange: a point of the curve"},
    [SSH_ECDH_Q_S_LENGTH] = {"ssh.ecdh.q_s_length", "ECDH server's ephemeral public key length", FT_UINT32, BASE_DEC, .blurb = "The length of the server's half"},
    [SSH_ECDH_Q_S] = {"ssh.ecdh.q_s", "ECDH server's ephemeral public key (Q_S)", FT_BYTES, BASE_NONE, .blurb = "The server's half of the exchange: a point of the curve"},
    [SSH_PAYLOAD] = {"ssh.payload", "Payload", FT_BYTES, BASE_NONE, .blurb = "What the message says"},
    [SSH_PADDING] = {"ssh.padding_string", "Padding String", FT_BYTES, BASE_NONE, .blurb = "Fills the packet up"},
    [SSH_SEQUENCE] = {"ssh.seq_num", "Sequence number", FT_UINT32, BASE_DEC, .blurb = "The how manyeth packet of its direction it is: never sent, but authenticated"},
    [SSH_ENCRYPTED] = {"ssh.encrypted_packet", "Encrypted Packet", FT_BYTES, BASE_NONE, .blurb = "What only the two sides can read"},
    [SSH_DIRECTION] = {"ssh.direction", "Direction", FT_BOOLEAN, BASE_NONE, .names = directions, .blurb = "Who sent it"},
    [SSH_N_PACKET_LENGTH] = {"ssh.packet_length.error", "Overly large number", FT_NONE, BASE_NONE, .blurb = "No packet is so long"},
    [SSH_N_DECODED] = {"ssh.packet_decode.error", "Packet decoded length not equal to packet length", FT_NONE, BASE_NONE, .blurb = "More is there than is told here"},
    [SSH_N_KEY_LENGTH] = {"ssh.key_length.error", "Invalid key length", FT_NONE, BASE_NONE, .blurb = "The key is longer than its packet"},
};
