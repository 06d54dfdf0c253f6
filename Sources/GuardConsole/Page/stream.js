// The station's stream of events, over fetch: unlike EventSource it tells a lost session from a lost station, and sees
// the heartbeats, so that a station that hangs is noticed too.

/** A station that is silent for so long is lost; its heart beats every 5 s. */
const silence = 11_000;
const pauses = [300, 1000, 2000, 3000];

/** Listens until `signal` is aborted or the session ends, and reconnects by itself. */
export async function listen({ onEvent, onOpen, onLost, onSessionEnded, signal }) {
  let failures = 0;
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener("abort", stop);
    let watchdog = setTimeout(stop, silence);
    try {
      const answer = await fetch("/api/stream", { signal: attempt.signal, headers: { Accept: "text/event-stream" } });
      if (answer.status === 401) return onSessionEnded();
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      failures = 0;
      onOpen();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        clearTimeout(watchdog);
        watchdog = setTimeout(stop, silence);
        const messages = (rest + value).split("\n\n");
        rest = messages.pop();
        for (const message of messages) {
          const { event, data } = parse(message);
          if (event === "session-ended") return onSessionEnded();
          if (event) onEvent(event, JSON.parse(data));
        }
      }
    } catch (error) {
      if (!signal.aborted) console.warn("stream:", error.message);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener("abort", stop);
      attempt.abort();
    }
    if (signal.aborted) return;
    onLost();
    await new Promise((resume) => setTimeout(resume, pauses[Math.min(failures++, pauses.length - 1)]));
  }
}

function parse(message) {
  const fields = { event: "", data: "" };
  for (const line of message.split("\n")) {
    const colon = line.indexOf(": ");
    if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 2);
  }
  return fields;
}
