// The doorbell: one EventSource a browser. The tab that holds the lock listens and tells the others; when it goes, the
// next one takes over. Without Web Locks (plain http elsewhere than localhost) every tab listens for itself.
const GRACE = 3000; // ms without a line before people are told
const AGAIN = 5000; // ms until another try after the server refused

export function listen({ onRing, onUp, onDown }) {
  const channel = new BroadcastChannel("langnghe-doorbell");
  let up = false;
  const tell = (message) => {
    channel.postMessage(message);
    hear(message);
  };
  const hear = (message) => {
    if (message.ring) onRing(message.ring);
    else if (message.up) onUp();
    else if (message.down) onDown();
    else if (message.ask && up) channel.postMessage({ up: true });
  };
  channel.onmessage = ({ data }) => hear(data);

  const lead = () => {
    let late;
    const connect = () => {
      const source = new EventSource("/api/v1/stream");
      source.addEventListener("hello", () => {
        clearTimeout(late);
        late = undefined;
        up = true;
        tell({ up: true });
      });
      source.onmessage = ({ data }) => tell({ ring: JSON.parse(data) });
      source.onerror = () => {
        up = false;
        late ??= setTimeout(() => tell({ down: true }), GRACE);
        if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN);
      };
    };
    connect();
    return new Promise(() => {});
  };
  if (navigator.locks) {
    channel.postMessage({ ask: true });
    navigator.locks.request("langnghe-doorbell", lead);
  } else {
    lead();
  }
}
