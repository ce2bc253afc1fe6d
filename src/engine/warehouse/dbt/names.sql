{# How names of channels are compared: lower case, without spaces, dashes and underscores. Null where nothing is left. #}
{% macro fold(name) -%}
    nullif(lower(replace(replace(replace({{ name }}, ' ', ''), '-', ''), '_', '')), '')
{%- endmacro %}

{# `paid_social` -> `Paid Social`. #}
{% macro title_case(name) -%}
    {{ return(adapter.dispatch('title_case')(name)) }}
{%- endmacro %}

{% macro default__title_case(name) -%}
    initcap(replace(replace({{ name }}, '-', ' '), '_', ' '))
{%- endmacro %}

{# DuckDB has no initcap. #}
{% macro duckdb__title_case(name) -%}
    array_to_string([
        upper(word[1]) || lower(word[2:])
        for word in string_split(replace(replace({{ name }}, '-', ' '), '_', ' '), ' ')
        if word <> ''
    ], ' ')
{%- endmacro %}

{# The user's edits of the channel mapping, one row an edit: var `mapping` is a list of [name, channel]; the last counts. #}
{% macro channel_mapping() -%}
    select cast(null as varchar) as name, cast(null as varchar) as channel, 0 as edit where 1 = 0
    {%- for edit in var('mapping', []) %}
    union all
    select '{{ edit[0] | replace("'", "''") }}', '{{ edit[1] | replace("'", "''") }}', {{ loop.index }}
    {%- endfor %}
{%- endmacro %}
