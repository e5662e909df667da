// What browsers and extensions do to a canvas, against fingerprinting or for want of memory, before a page's scripts run.

/// Each for evaluateOnNewDocument().
export const lies = {
  'noise in what is read': () => {
    const read = CanvasRenderingContext2D.prototype.getImageData;
    CanvasRenderingContext2D.prototype.getImageData = function (...area) {
      const image = read.apply(this, area);
      for (let i = 0; i < 20; ++i) image.data[4 * Math.floor((Math.random() * image.data.length) / 4)] ^= 1;
      return image;
    };
  },
  'noise in the file': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...how) {
      const context = this.getContext('2d');
      const image = context.getImageData(0, 0, this.width, this.height);
      for (let i = 0; i < 20; ++i) image.data[4 * Math.floor((Math.random() * image.data.length) / 4)] ^= 1;
      const other = Object.assign(document.createElement('canvas'), { width: this.width, height: this.height });
      other.getContext('2d').putImageData(image, 0, 0);
      return write.apply(other, how);
    };
  },
  'white in the file': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...how) {
      const other = Object.assign(document.createElement('canvas'), { width: this.width, height: this.height });
      Object.assign(other.getContext('2d'), { fillStyle: 'white' }).fillRect(0, 0, this.width, this.height);
      return write.apply(other, how);
    };
  },
  'no file': () => { HTMLCanvasElement.prototype.toBlob = (then) => then(null); },
  'a refusal to write': () => { HTMLCanvasElement.prototype.toBlob = () => { throw new DOMException('no', 'SecurityError'); }; },
  'a refusal to read': () => { CanvasRenderingContext2D.prototype.getImageData = () => { throw new DOMException('no', 'SecurityError'); }; },
  'no canvas': () => { HTMLCanvasElement.prototype.getContext = () => null; },
};

/// Those that a look at a small canvas does not find out.
export const liesWhenLarge = {
  'half of it white': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...how) {
      if (this.width > 128) Object.assign(this.getContext('2d'), { fillStyle: 'white' }).fillRect(0, this.height / 2, this.width, this.height / 2);
      return write.apply(this, how);
    };
  },
  'another size': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...how) {
      const other = Object.assign(document.createElement('canvas'), { width: this.width > 128 ? this.width / 2 : this.width, height: this.height });
      other.getContext('2d').drawImage(this, 0, 0, other.width, other.height);
      return write.apply(other, how);
    };
  },
  'another type': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (then, type) { return write.call(this, then, this.width > 128 ? 'image/webp' : type); };
  },
  'a refusal': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (...how) {
      if (this.width > 128) throw new DOMException('no', 'EncodingError');
      return write.apply(this, how);
    };
  },
  'no file': () => {
    const write = HTMLCanvasElement.prototype.toBlob;
    HTMLCanvasElement.prototype.toBlob = function (then, ...how) { return this.width > 128 ? then(null) : write.call(this, then, ...how); };
  },
};

/// Preferences of Firefox under which its own canvas lies.
export const settings = {
  'privacy.resistFingerprinting': { 'privacy.resistFingerprinting': true },
  'noise of its fingerprinting protection': { 'privacy.fingerprintingProtection': true,
    'privacy.fingerprintingProtection.overrides': '+CanvasRandomization,-EfficientCanvasRandomization' },
};
