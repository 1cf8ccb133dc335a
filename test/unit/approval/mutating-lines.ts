import byKind from './mutating-lines.json' with {type: 'json'}

/**
 * Command lines that change something where their programs are there: files, processes, settings, repositories, machines. By
 * what they change. Each is plain: how such a line can be dressed is the business of `dressed-lines.ts`.
 */
export const mutatingLines: readonly string[] = Object.values(byKind).flat()
