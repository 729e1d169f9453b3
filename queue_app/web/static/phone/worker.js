// Shows the notification of a call where the browser leaves that to a worker (phones), and brings
// the page back when it is touched. It keeps nothing and answers no request.

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(backTo(event.notification.data.page));
});

async function backTo(page) {
  const open = await self.clients.matchAll({type: "window", includeUncontrolled: true});
  const own = open.find((one) => new URL(one.url).pathname === page);
  return own ? own.focus() : self.clients.openWindow(page);
}
