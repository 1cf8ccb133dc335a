import {chmod, mkdir, writeFile} from 'node:fs/promises'
import path from 'node:path'

/** What is mounted over a path that must be shown empty. */
export interface EmptyPlaces {
  readonly file: string
  readonly folder: string
}

/** They stay for the next session: whoever has them mounted needs them as they are. */
export async function makeEmptyPlaces(stateFolder: string): Promise<EmptyPlaces> {
  const places = {file: path.join(stateFolder, 'empty-file'), folder: path.join(stateFolder, 'empty-folder')}
  await mkdir(places.folder, {recursive: true})
  await writeFile(places.file, '', {flag: 'a'})
  await chmod(places.file, 0o444)
  await chmod(places.folder, 0o555)
  return places
}
