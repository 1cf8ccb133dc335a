import path from 'node:path'
import type {ImageAttachment, ProjectFiles, TurnRequest} from '@codex-host/plugin-api'
import {formatBytes} from '../text/figures.ts'

/** What a mention in a prompt leads to. */
export type Attachment =
  | {readonly kind: 'text'; readonly name: string; readonly text: string; readonly bytes: number}
  | {readonly kind: 'image'; readonly name: string; readonly image: ImageAttachment; readonly bytes: number}
  | {readonly kind: 'none'; readonly name: string; readonly because: string}

const mostTextBytes = 256_000
const mostImageBytes = 10_000_000
const mediaTypes: Readonly<Record<string, ImageAttachment['mediaType']>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
}

/** The files that a prompt names as `@path` or `@"path"`, each once. */
export function mentionedNames(text: string): readonly string[] {
  const names = [...text.matchAll(/(?:^|\s)@(?:"([^"\n]+)"|([^\s"]+))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  )
  return [...new Set(names.map((name) => name.replace(/[,;:!?)]+$/, '').replace(/(?<=\w)\.$/, '')))].filter(
    (name) => name !== '',
  )
}

export function isImageName(name: string): boolean {
  return Object.hasOwn(mediaTypes, path.extname(name).toLowerCase())
}

/** Reads one. Nothing is attached in part. */
export async function readAttachment(name: string, files: ProjectFiles): Promise<Attachment> {
  const mediaType = mediaTypes[path.extname(name).toLowerCase()]
  const maxBytes = mediaType === undefined ? mostTextBytes : mostImageBytes
  const reading = await files.readFile(path.resolve(files.cwd, name), {maxBytes})
  switch (reading.kind) {
    case 'folder':
      return {kind: 'none', name, because: 'it is a folder'}
    case 'absent':
      return {kind: 'none', name, because: 'there is no such file'}
    case 'refused':
      return {kind: 'none', name, because: reading.because}
    case 'file': {
      const bytes = reading.bytes.byteLength
      if (mediaType !== undefined) {
        return {
          kind: 'image',
          name,
          bytes,
          image: {name, mediaType, base64: Buffer.from(reading.bytes).toString('base64')},
        }
      }
      if (reading.bytes.includes(0)) return {kind: 'none', name, because: 'it is not a text'}
      return {kind: 'text', name, text: new TextDecoder().decode(reading.bytes), bytes}
    }
  }
}

export function describeAttachment(attachment: Attachment): string {
  if (attachment.kind === 'none') return `@${attachment.name}: ${attachment.because}`
  return `@${attachment.name} ${formatBytes(attachment.bytes)}`
}

export function toRequest(prompt: string, attachments: readonly Attachment[]): TurnRequest {
  const texts = attachments.filter((item) => item.kind === 'text').map(({name, text}) => ({name, text}))
  const images = attachments.filter((item) => item.kind === 'image').map(({image}) => image)
  return {prompt, ...(texts.length > 0 && {attachments: texts}), ...(images.length > 0 && {images})}
}
