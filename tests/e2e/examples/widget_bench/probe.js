// What does a page feel of a chat? Put into each page before any script of its own; it only listens.
window.bench = (() => {
  const probe = { shift: 0, long: 0, blocking: 0, from: 0, ready: 0, painted: 0, keys: [], memories: new Set() };

  // Longer than this the page does not answer; what goes beyond is what blocks (as Total Blocking Time counts it).
  const LONG = 50;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      probe.long += 1;
      probe.blocking += Math.max(0, entry.duration - LONG);
    }
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) probe.shift += entry.value;
  }).observe({ type: "layout-shift", buffered: true });

  // JavaScript's heap does not hold WebAssembly's memory: note who exports one.
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = async (...args) => {
      const made = await real.apply(WebAssembly, args);
      for (const one of Object.values((made.instance ?? made).exports)) {
        if (one instanceof WebAssembly.Memory) probe.memories.add(one);
      }
      return made;
    };
  }
  probe.wasm = () => [...probe.memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);

  probe.all = (selector) => selector.split(">>>").reduce(
    (roots, part, index) => roots.flatMap((root) => [...((index ? root.shadowRoot : root)?.querySelectorAll(part.trim()) ?? [])]),
    [document]);
  const visible = (element) => !!element && element.checkVisibility({ visibilityProperty: true })
    && element.getClientRects().length > 0;

  /** Whether somebody can write. */
  probe.canWrite = (input) => probe.all(input).some((one) => visible(one) && !one.disabled);
  /** Whether the last message is this one, and at least its end can be seen. */
  probe.sees = (message, words) => {
    const last = probe.all(message).at(-1);
    if (!last?.textContent.includes(words) || !visible(last)) return false;
    const end = last.getBoundingClientRect().bottom;
    return end > 0 && end <= innerHeight;
  };

  // After the next frame: the callback runs before it is drawn, and a message posted there is read right after. A
  // second callback in its place would wait for the next tick of the screen and add up to 17 ms that nobody works.
  const afterFrame = (then) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => then(performance.now());
    channel.port2.postMessage(0);
  });
  const watch = (holds) => {
    const look = () => {
      if (!holds()) return void setTimeout(look, 4);
      probe.ready = performance.now();
      afterFrame((now) => (probe.painted = now));
    };
    look();
  };

  /** Starts the watch at the next click, wherever it goes. */
  probe.onClick = (holds) => {
    Object.assign(probe, { from: 0, ready: 0, painted: 0 });
    addEventListener("click", (event) => {
      probe.from = event.timeStamp;
      watch(holds);
    }, { capture: true, once: true });
  };
  /** Clicks as soon as there is something to click, and runs the watch from the beginning of the page. */
  probe.atOnce = (launcher, holds) => {
    const look = () => {
      const found = probe.all(launcher)[0];
      if (!found) return void setTimeout(look, 4);
      found.click();
      watch(holds);
    };
    look();
  };

  // From the key's own time, so that waiting behind other work counts, to after the frame that shows the letter.
  let pressed = 0;
  addEventListener("keydown", (event) => (pressed = event.timeStamp), true);
  addEventListener("input", () => {
    const from = pressed;
    afterFrame((now) => probe.keys.push(now - from));
  }, true);

  /** Every node of the document and of open shadow roots. */
  probe.nodes = (root = document) => {
    let count = 1;
    const walker = document.createTreeWalker(root);
    while (walker.nextNode()) {
      count += 1;
      if (walker.currentNode.shadowRoot) count += probe.nodes(walker.currentNode.shadowRoot);
    }
    return count;
  };
  return probe;
})();
