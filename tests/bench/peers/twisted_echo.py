#!/usr/bin/python3
"""twisted_echo.py tcp|udp|tls PORT [CERT KEY]: the labs' echo server in Twisted, printing nothing."""
import sys

from twisted.internet import protocol, reactor


class Echo(protocol.Protocol):
    def dataReceived(self, data):
        self.transport.write(data)


class EchoUDP(protocol.DatagramProtocol):
    def datagramReceived(self, data, address):
        self.transport.write(data, address)


kind, port = sys.argv[1], int(sys.argv[2])
if kind == "udp":
    reactor.listenUDP(port, EchoUDP(), interface="127.0.0.1")
elif kind == "tls":
    from twisted.internet import ssl
    context = ssl.DefaultOpenSSLContextFactory(sys.argv[4], sys.argv[3])
    reactor.listenSSL(port, protocol.Factory.forProtocol(Echo), context, interface="127.0.0.1", backlog=1024)
else:
    reactor.listenTCP(port, protocol.Factory.forProtocol(Echo), interface="127.0.0.1", backlog=1024)
reactor.run()
