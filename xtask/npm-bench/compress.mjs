// What would a good content network send? Each script and style as brotli at its highest quality, beside the file.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

for (const folder of ["node_modules/@n8n/chat/dist", "node_modules/deep-chat/dist"]) {
  for (const name of readdirSync(folder).filter((name) => /\.(m?js|css)$/.test(name))) {
    const raw = readFileSync(`${folder}/${name}`);
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    };
    writeFileSync(`${folder}/${name}.br`, brotliCompressSync(raw, { params }));
  }
}
