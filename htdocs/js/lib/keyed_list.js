// A list of nodes that follows a list of items and keeps what is already there: focus and scrolling survive a change.

export class KeyedList {
    #parent;
    #create;
    #rows = new Map();

    /** `create(item)` returns {node, update(item)}. */
    constructor(parent, create) {
        this.#parent = parent;
        this.#create = create;
    }

    get size() {
        return this.#rows.size;
    }

    has(key) {
        return this.#rows.has(key);
    }

    /** Shows the items in this order; `key(item)` says which are the same as before. */
    show(items, key) {
        const wanted = new Set(items.map(key));
        for (const [id, row] of this.#rows) {
            if (wanted.has(id)) continue;
            row.node.remove();
            this.#rows.delete(id);
        }
        items.forEach((item, index) => this.#place(item, key(item), index));
    }

    #place(item, id, index) {
        let row = this.#rows.get(id);
        if (!row) {
            row = this.#create(item);
            this.#rows.set(id, row);
        }
        row.update(item);
        const there = this.#parent.children[index];
        if (there !== row.node) this.#parent.insertBefore(row.node, there ?? null);
    }
}
