import type {Usage} from '@codex-host/plugin-api'

/** An answer as text, under the hash of what was asked. */
export interface CacheEntry {
  readonly key: string
  readonly provider: string
  /** The name that was sent. */
  readonly model: string
  readonly text: string
}

export interface CacheHitCount extends Omit<CacheEntry, 'text'> {
  /** What the answer used when it was given. */
  readonly usage: Usage
  /** Absent where the price is not known. */
  readonly savedUsd?: number
}

export type CacheRead =
  | {readonly kind: 'hit'; readonly text: string}
  | {readonly kind: 'miss'}
  | {readonly kind: 'failed'; readonly because: string}

export type CacheWrite =
  | {readonly kind: 'written'}
  /** On purpose. */
  | {readonly kind: 'left-out'; readonly because: string}
  | {readonly kind: 'failed'; readonly because: string}

/**
 * Keeps answers for a while. Must never throw, never give back a part of what was written, and may forget anything at
 * any time. `because` goes on after "…, because ".
 */
export interface ResponseCache {
  read(key: string): Promise<CacheRead>
  write(entry: CacheEntry): Promise<CacheWrite>
  remove(key: string): Promise<CacheWrite>
  countHit(hit: CacheHitCount): Promise<CacheWrite>
}

/** `refresh` asks anew and keeps the answer, `only` never asks. */
export type CacheMode = 'on' | 'refresh' | 'only'
