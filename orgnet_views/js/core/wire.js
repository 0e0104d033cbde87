// Bytes of ui/feed.py → frames: the scalars of a snapshot plus its arrays over particles.

const TYPES = { float32: Float32Array, uint8: Uint8Array };

export function decode(buffer) {
  const length = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  for (const frame of header.frames) {
    for (const [name, type] of Object.entries(header.arrays)) {
      frame[name] = new TYPES[type](buffer, at, header.shown);
      at += Math.ceil(frame[name].byteLength / 4) * 4;
    }
  }
  return header;
}

// Adds to a frame the epoch at which each particle last became a self-replicator, NaN for never.
export function withBecame(frame, before) {
  frame.became = before ? before.became.slice() : new Float32Array(frame.kind.length).fill(NaN);
  frame.kind.forEach((kind, mark) => {
    if (kind === 0 && before?.kind[mark] !== 0) frame.became[mark] = frame.epoch;
  });
  return frame;
}

// One block of float32 behind a header: { header, numbers }, or { error } in words.
export async function fetchArrays(url) {
  try {
    const answer = await fetch(url);
    if (!answer.ok) return { error: (await answer.json()).error };
    const buffer = await answer.arrayBuffer();
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    return { header, numbers: new Float32Array(buffer, 4 + length) };
  } catch {
    return { error: "The server does not answer." };
  }
}
