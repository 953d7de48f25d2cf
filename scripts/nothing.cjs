// Stands for modules that a bundle does not need.
module.exports = {};
