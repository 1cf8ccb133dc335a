import type {InputItem, ModelRequest} from '../model/model-client.ts'

/** What of a request becomes tokens. */
export interface TextSize {
  /** Text the model reads, as UTF-8. */
  readonly bytes: number
  /** Encrypted reasoning: only the server knows how much text it is. */
  readonly sealedBytes: number
  readonly images: number
  readonly items: number
}

export const noText: TextSize = {bytes: 0, sealedBytes: 0, images: 0, items: 0}

/** Not text to the model, or not by their length. */
const silentKeys: ReadonlySet<string> = new Set([
  'id',
  'type',
  'status',
  'role',
  'call_id',
  'detail',
  'image_url',
  'annotations',
  'logprobs',
])

/** The text of a request without its input: instructions and tools. */
export function measureFrame({instructions, tools}: ModelRequest): TextSize {
  return {...noText, bytes: Buffer.byteLength(instructions) + Buffer.byteLength(JSON.stringify(tools))}
}

export function measureItem(item: InputItem): TextSize {
  return {...measureValue(item), items: 1}
}

export function addSizes(left: TextSize, right: TextSize): TextSize {
  return {
    bytes: left.bytes + right.bytes,
    sealedBytes: left.sealedBytes + right.sealedBytes,
    images: left.images + right.images,
    items: left.items + right.items,
  }
}

function measureValue(value: unknown): TextSize {
  if (typeof value === 'string') return {...noText, bytes: Buffer.byteLength(value)}
  if (Array.isArray(value)) return value.map(measureValue).reduce(addSizes, noText)
  if (typeof value !== 'object' || value === null) return noText

  const image = 'image_url' in value ? {...noText, images: 1} : noText
  return Object.entries(value).reduce((size, [key, inner]) => addSizes(size, measureEntry(key, inner)), image)
}

function measureEntry(key: string, value: unknown): TextSize {
  if (silentKeys.has(key)) return noText
  if (key !== 'encrypted_content') return measureValue(value)
  return {...noText, sealedBytes: typeof value === 'string' ? value.length : 0}
}
