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
