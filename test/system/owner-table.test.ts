import {createBubblewrapBackend} from '../../src/sandbox/bubblewrap.ts'
import {describeOwnerTable} from '../helpers/owner-table.ts'

describeOwnerTable(createBubblewrapBackend())
