/** Where a replay left its record. */
export interface Divergence {
  /** 0 before the first request. */
  readonly step: number
  /** A sentence without its full stop: what is not as it was. */
  readonly what: string
  readonly expected: string
  readonly actual: string
}

/** Watches a replay. The first divergence, or the end of the record, stops it. */
export interface Referee {
  readonly signal: AbortSignal
  diverge(divergence: Divergence): void
  /** The record ends here, because its session did. */
  endOfRecord(): void
  ignore(places: number): void
  verdict(): {
    readonly divergence?: Divergence
    readonly isCutOff: boolean
    /** Where elapsed times differed, which is no divergence. */
    readonly ignoredPlaces: number
  }
}

export function createReferee(): Referee {
  const stop = new AbortController()
  let divergence: Divergence | undefined
  let isCutOff = false
  let ignoredPlaces = 0

  return {
    signal: stop.signal,
    diverge(found) {
      if (stop.signal.aborted) return
      divergence = found
      stop.abort('diverged')
    },
    endOfRecord() {
      if (stop.signal.aborted) return
      isCutOff = true
      stop.abort('end of record')
    },
    ignore(places) {
      ignoredPlaces += places
    },
    verdict: () => ({...(divergence !== undefined && {divergence}), isCutOff, ignoredPlaces}),
  }
}
