import {readFile, stat} from 'node:fs/promises'
import path from 'node:path'
import {CodexError, type ImageAttachment} from '@codex-host/plugin-api'

/** Above what any provider takes of one picture. */
const mostBytes = 20_000_000

/** Reads the pictures that the model shall see. @throws CodexError with exit code 2. */
export function readImages(files: readonly string[]): Promise<readonly ImageAttachment[]> {
  return Promise.all(files.map(readImage))
}

async function readImage(file: string): Promise<ImageAttachment> {
  const bytes = await readBytes(file)
  const mediaType = mediaTypeOf(bytes)
  if (mediaType === undefined) throw imageError(file, 'is none of PNG, JPEG, GIF and WebP')
  return {name: path.basename(file), mediaType, base64: bytes.toString('base64')}
}

async function readBytes(file: string): Promise<Buffer> {
  const found = await stat(file).catch((cause: unknown) => unreadable(file, cause))
  if (!found.isFile()) throw imageError(file, 'is not a file')
  if (found.size > mostBytes) throw imageError(file, 'is larger than 20 MB')
  return readFile(file).catch((cause: unknown) => unreadable(file, cause))
}

/** By what is in it: a name may say anything. */
function mediaTypeOf(bytes: Buffer): ImageAttachment['mediaType'] | undefined {
  const head = bytes.subarray(0, 12).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1A\n')) return 'image/png'
  if (head.startsWith('\xFF\xD8\xFF')) return 'image/jpeg'
  if (/^GIF8[79]a/.test(head)) return 'image/gif'
  return /^RIFF[^]{4}WEBP/.test(head) ? 'image/webp' : undefined
}

function unreadable(file: string, cause: unknown): never {
  throw imageError(file, 'could not be read', cause)
}

function imageError(file: string, what: string, cause?: unknown): CodexError {
  return new CodexError(`The image ${file} ${what}, so nothing was sent.`, {
    code: 'IMAGE',
    exitCode: 2,
    suggestions: ['Give the path of a picture of at most 20 MB with -i.'],
    cause,
  })
}
