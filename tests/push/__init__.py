"""Push as clients meet it: a real server, real Socket.IO clients, nothing between them."""
